//! What all sweeps share: their settings, chance, and what is said at their end.

use std::collections::BTreeMap;
use std::env;
use std::io::{Write, stderr};
use std::time::Duration;

/// A number of the environment.
fn setting(name: &str) -> Option<usize> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

/// How many random moments or places a sweep tries.
pub fn count(usual: usize) -> usize {
    setting("FEEDMILL_FAULT_COUNT").unwrap_or(usual)
}

/// Whether every call is disturbed in every way.
pub fn is_thorough() -> bool {
    setting("FEEDMILL_FAULT_POINTS") == Some(0)
}

/// The numbers from 1 to `last` at which a call is disturbed: all where they are few, else spread evenly.
pub fn points(last: usize) -> Vec<usize> {
    let most = setting("FEEDMILL_FAULT_POINTS").unwrap_or(24);
    if most == 0 || last <= most {
        return (1..=last).collect();
    }
    (0..most).map(|point| 1 + point * (last - 1) / (most - 1).max(1)).collect()
}

/// Numbers that look random and are the same for the same seed.
pub struct Chance(u64);

impl Chance {
    /// Chance for a sweep of this name.
    pub fn new(name: &str) -> Chance {
        let seed = u64::try_from(setting("FEEDMILL_FAULT_SEED").unwrap_or(1)).unwrap();
        Chance(name.bytes().fold(seed, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte))))
    }

    /// A number below `end`, with the mixing of SplitMix64.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// Random moments of runs whose length nobody knows, because the machine is now quick and now slow.
pub struct Moments {
    chance: Chance,
    /// Up to how many nanoseconds after its start a run is disturbed.
    range: usize,
}

impl Moments {
    /// Moments for a sweep of this name.
    pub fn new(name: &str) -> Moments {
        Moments { chance: Chance::new(name), range: 10_000_000 }
    }

    /// The same, of runs of which one has lasted so long.
    pub fn within(name: &str, lasted: Duration) -> Moments {
        Moments { range: usize::try_from(lasted.as_nanos()).unwrap().max(1), ..Moments::new(name) }
    }

    /// The next moment.
    pub fn next(&mut self) -> Duration {
        Duration::from_nanos(u64::try_from(self.chance.below(self.range)).unwrap())
    }

    /// Learns from a run whether it was still at work then: of three runs two should be.
    pub fn learn(&mut self, was_at_work: bool) {
        self.range = match was_at_work {
            true => self.range + self.range / 64,
            false => self.range - self.range / 32,
        };
    }
}

/// The runs of a sweep and what was wrong with them.
pub struct Sweep {
    name: &'static str,
    runs: usize,
    disturbed: usize,
    faults: BTreeMap<String, Vec<String>>,
}

impl Sweep {
    /// A sweep that has not begun.
    pub fn new(name: &'static str) -> Sweep {
        Sweep { name, runs: 0, disturbed: 0, faults: BTreeMap::new() }
    }

    /// Takes down one run: where it was disturbed, whether it was, and what was wrong after it.
    pub fn add(&mut self, place: &str, was_disturbed: bool, faults: Vec<String>) {
        self.runs += 1;
        self.disturbed += usize::from(was_disturbed);
        for fault in faults {
            self.faults.entry(fault).or_default().push(place.to_owned());
        }
    }

    /// Ends a sweep that cannot go on, and says why. What it has found so far counts.
    pub fn skip(self, least: usize, why: &str) {
        skip(self.name, why);
        if self.runs > 0 {
            self.end(least);
        }
    }

    /// Says what the sweep came to, and fails where anything was wrong, or less than so many of a hundred runs were
    /// disturbed.
    pub fn end(self, least: usize) {
        let Sweep { name, runs, disturbed, faults } = self;
        tell(&format!("{name}: {runs} runs, {disturbed} of them disturbed, {} faults", faults.len()));
        let mut text = String::new();
        for (fault, places) in faults.iter().take(30) {
            let first: Vec<&str> = places.iter().take(4).map(String::as_str).collect();
            text.push_str(&format!(
                "\n  {fault}\n    {} times, such as at {}",
                places.len(),
                first.join("; ")
            ));
        }
        assert!(faults.is_empty(), "{name}:{text}");
        assert!(
            disturbed * 100 >= runs * least && runs > 0,
            "{name}: only {disturbed} of {runs} runs were disturbed"
        );
    }
}

/// Says that something is not tried here, and why.
pub fn skip(name: &str, why: &str) {
    tell(&format!("skipped: {name}: {why}"));
}

/// Writes a line past the capturing of the test runner, so that it is seen when nothing fails too.
pub fn tell(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}
