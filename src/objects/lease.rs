//! One run at a time: the object `run` beside the state says which run has begun, and is replaced only if it is as it was. The run
//! that is at work counts on in it from time to time; its clock is compared with no other.
//!
//! Who finds a run that has begun watches the object. If it changes, that run is at work, and the other ends; if it does not change for
//! `output.takeover`, it is dead, and the other takes its place. A run that has not counted for half of that time makes sure, before it
//! writes anything, that its place was not taken. What it had asked for until then is held off by the conditions of the feeds' own
//! objects, or repaired by the run after the next.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use object_store::{Attributes, PutMode, PutPayload, UpdateVersion};
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::store::{Condition, Store, Version};
use crate::config::LONGEST_TAKEOVER;
use crate::error::Error;

const RUN: &str = "run";
/// What the name of an object begins with by which the store shows whether it keeps conditions; each run has its own.
const PROBE: &str = "probe-";
/// The largest object of its kind, in bytes.
const LARGEST: usize = 4096;
/// How often a run counts within the time after which it counts as dead.
const BEATS: u32 = 6;

/// What the object says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// Which run.
    run: String,
    /// How often it has counted.
    beat: u64,
    /// How many milliseconds pass from one count to the next.
    pace: u64,
    /// Whether it has ended.
    has_ended: bool,
    /// Whether the store keeps conditions.
    keeps_conditions: bool,
    /// Whether feeds have compressed twins.
    has_twins: bool,
}

/// What is known of the object.
struct Held {
    mark: Mark,
    version: Version,
    /// When it was written last, at the latest.
    at: Instant,
    is_lost: bool,
}

/// The place of the one run, until it is given back.
pub(super) struct Lease {
    store: Arc<Store>,
    held: Arc<Mutex<Held>>,
    takeover: Duration,
    beating: Option<(JoinHandle<()>, Arc<Mutex<bool>>)>,
    /// Whether feeds had compressed twins.
    pub(super) had_twins: bool,
}

impl Lease {
    /// Takes the place of the one run.
    ///
    /// # Errors
    ///
    /// When another run is at work: an output error where it has been so for longer than `patience`; and when the store fails.
    pub(super) fn take(
        store: &Arc<Store>,
        takeover: Duration,
        patience: Duration,
        has_twins: bool,
    ) -> Result<Lease, Error> {
        let run = name();
        let pace = takeover.checked_div(BEATS).unwrap_or(takeover).max(Duration::from_millis(20));
        let failed = |fault: Fault| {
            let message = format!("cannot be locked: {fault}; nothing is published, old files are intact");
            Error::output(message).at(store.place.to_string())
        };
        let there = store.wait(read(store)).map_err(failed)?;
        let there = match there {
            Some((mark, version)) if !mark.has_ended => watch(store, (mark, version), pace, patience)?,
            there => there,
        };
        let before = there.as_ref().map(|(mark, _)| mark);
        let keeps_conditions = match before {
            Some(mark) => mark.keeps_conditions,
            None => store.wait(keeps_conditions(store, &run)).map_err(failed)?,
        };
        if !keeps_conditions {
            store.distrust();
        }
        let milliseconds = u64::try_from(pace.as_millis()).unwrap_or(u64::MAX);
        let mark = Mark { run, beat: 0, pace: milliseconds, has_ended: false, keeps_conditions, has_twins };
        let had_twins = before.is_some_and(|mark| mark.has_twins);
        let condition = there.map_or(Condition::Absent, |(_, version)| Condition::Is(version));
        let at = Instant::now();
        let version = match store.wait(write(store, &mark, condition)) {
            Ok(version) => version,
            Err(Fault::Conflict) => return Err(taken(store)),
            Err(fault) => return Err(failed(fault)),
        };
        let held = Arc::new(Mutex::new(Held { mark, version, at, is_lost: false }));
        let beating = beat(Arc::clone(store), Arc::clone(&held), pace);
        Ok(Lease { store: Arc::clone(store), held, takeover, beating, had_twins })
    }

    /// Makes sure that no other run has taken the place.
    ///
    /// # Errors
    ///
    /// When one has, or may have while the store could not be asked.
    pub(super) fn check(&self) -> Result<(), Error> {
        let (age, is_lost) = {
            let held = lock(&self.held);
            (held.at.elapsed(), held.is_lost)
        };
        if is_lost {
            return Err(taken(&self.store));
        }
        if age.saturating_mul(2) < self.takeover {
            return Ok(());
        }
        self.renew()
    }

    /// The error that another run has taken the place.
    pub(super) fn taken(&self) -> Error {
        taken(&self.store)
    }

    /// Asks the store whether no other run has taken the place.
    ///
    /// # Errors
    ///
    /// When one has, or the store cannot be asked.
    pub(super) fn renew(&self) -> Result<(), Error> {
        match count(&self.store, &self.held) {
            Ok(()) => Ok(()),
            Err(Fault::Conflict) => Err(taken(&self.store)),
            Err(fault) => {
                let message = format!(
                    "the state's object `run` cannot be renewed: {fault}; some feeds are new and the others old, \
                     and each is complete; the next run goes on"
                );
                Err(Error::output(message).at(self.store.place.to_string()))
            }
        }
    }

    /// Whether the store keeps the conditions of requests.
    pub(super) fn keeps_conditions(&self) -> bool {
        lock(&self.held).mark.keeps_conditions
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some((thread, has_ended)) = self.beating.take() {
            *lock(&has_ended) = true;
            thread.thread().unpark();
            // A thread that has failed has nothing to say.
            let _ = thread.join();
        }
        let held = lock(&self.held);
        let mark = Mark { has_ended: true, ..held.mark.clone() };
        if !held.is_lost {
            // Where this fails the next run waits until this one counts as dead.
            let _ = self.store.wait(write(&self.store, &mark, Condition::Is(held.version.clone())));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A name that no other run has.
fn name() -> String {
    let number = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", number(), number())
}

fn taken(store: &Store) -> Error {
    let message = "another run is under way, and this one ends; try again later";
    Error::locked(message).at(store.place.to_string())
}

async fn read(store: &Store) -> Result<Option<(Mark, Version)>, Fault> {
    let Some((bytes, version)) = store.get(RUN, LARGEST).await? else { return Ok(None) };
    // Who waits for a run waits as long as that run says; so no more is believed than a configuration may ask for.
    let longest = u64::try_from(LONGEST_TAKEOVER.as_millis()).unwrap_or(u64::MAX);
    let is_meant = |mark: &Mark| mark.pace.saturating_mul(u64::from(BEATS)) <= longest;
    match bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).filter(is_meant) {
        Some(mark) => Ok(Some((mark, version))),
        None => Err(Fault::Failed(
            "its object `run` is damaged or not feedmill's; delete it if no run is under way, or name another place as \
             `output.state_url`"
                .to_owned(),
        )),
    }
}

async fn write(store: &Store, mark: &Mark, condition: Condition) -> Result<Version, Fault> {
    let bytes = serde_json::to_vec(mark).map_err(|error| Fault::Failed(error.to_string()))?;
    store.put(RUN, bytes, &Attributes::new(), condition).await
}

/// Watches the object of a run that has begun, until it counts as dead or has ended.
fn watch(
    store: &Store,
    (mut mark, mut version): (Mark, Version),
    pace: Duration,
    patience: Duration,
) -> Result<Option<(Mark, Version)>, Error> {
    for _ in 0..BEATS {
        // The run may count more slowly than this one would.
        thread::sleep(pace.max(Duration::from_millis(mark.pace)));
        let failed = |fault: Fault| {
            let message = format!("cannot be locked: {fault}; nothing is published, old files are intact");
            Error::output(message).at(store.place.to_string())
        };
        let Some((now, later)) = store.wait(read(store)).map_err(failed)? else { return Ok(None) };
        if now.has_ended {
            return Ok(Some((now, later)));
        }
        if now != mark || later != version {
            let lasted = Duration::from_millis(now.beat.saturating_mul(now.pace));
            if now.run == mark.run && lasted > patience {
                return Err(Error::output(format!(
                    "another run has been at work for {} s, which is longer than `output.lock_timeout`; nothing is \
                     published, old files are intact. End that run, or allow more time",
                    lasted.as_secs()
                ))
                .at(store.place.to_string()));
            }
            return Err(taken(store));
        }
        (mark, version) = (now, later);
    }
    Ok(Some((mark, version)))
}

/// Counts on from time to time, in a thread of its own.
fn beat(
    store: Arc<Store>,
    held: Arc<Mutex<Held>>,
    pace: Duration,
) -> Option<(JoinHandle<()>, Arc<Mutex<bool>>)> {
    let has_ended = Arc::new(Mutex::new(false));
    let own = Arc::clone(&has_ended);
    let beats = move || {
        loop {
            thread::park_timeout(pace);
            if *lock(&own) || matches!(count(&store, &held), Err(Fault::Conflict)) {
                return;
            }
        }
    };
    // Where no thread can be started, what is written is checked all the same.
    let thread = thread::Builder::new().name("lease".to_owned()).spawn(beats).ok()?;
    Some((thread, has_ended))
}

/// Counts on, if the place is not taken.
fn count(store: &Store, held: &Mutex<Held>) -> Result<(), Fault> {
    let mut held = lock(held);
    if held.is_lost {
        return Err(Fault::Conflict);
    }
    let at = Instant::now();
    let mark = Mark { beat: held.mark.beat.saturating_add(1), ..held.mark.clone() };
    let counted = store.wait(write(store, &mark, Condition::Is(held.version.clone())));
    match &counted {
        Ok(version) => *held = Held { mark, version: version.clone(), at, is_lost: false },
        Err(Fault::Conflict) => held.is_lost = true,
        // It is tried again with the next beat.
        Err(_) => {}
    }
    counted.map(|_| ())
}

/// Whether the store keeps conditions: some take a request with one and ignore it.
async fn keeps_conditions(store: &Store, run: &str) -> Result<bool, Fault> {
    let (none, probe) = (Attributes::new(), format!("{PROBE}{run}"));
    store.write(&probe, PutPayload::from_static(b"1"), &none, PutMode::Overwrite).await?;
    let created = store.write(&probe, PutPayload::from_static(b"2"), &none, PutMode::Create).await;
    let version = UpdateVersion { e_tag: Some("\"0\"".to_owned()), version: Some("1".to_owned()) };
    let updated = store.write(&probe, PutPayload::from_static(b"3"), &none, PutMode::Update(version)).await;
    store.delete(&probe).await?;
    for attempt in [&created, &updated] {
        if let Err(fault @ (Fault::Lost(_) | Fault::Away(_))) = attempt {
            return Err(fault.clone());
        }
    }
    Ok([created, updated].iter().all(|attempt| matches!(attempt, Err(Fault::Conflict))))
}
