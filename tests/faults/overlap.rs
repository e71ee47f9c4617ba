//! Many runs at once, of which one works.

use std::fs::{self, DirEntry};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::site::{Passage, Site, Size, differences, said, tree, unsound};
use crate::sweep::{self, Sweep};

/// How many runs there are at once.
const RUNS: usize = 20;

/// A run that was stopped at its work; it is ended where it is not let go.
struct Held(Child);

impl Held {
    /// Starts the passage and stops the run after it has written something and before its end.
    fn new(site: &Site, passage: Passage) -> Held {
        for _ in 0..100 {
            site.begin(passage);
            let mut held = Held(start(site.command(passage.arguments())));
            while !has_written(site) && held.0.try_wait().unwrap().is_none() {
                sleep(Duration::from_micros(100));
            }
            held.signal(Signal::STOP);
            if held.is_stopped() && has_written(site) {
                return held;
            }
        }
        panic!("no run could be stopped at its work");
    }

    fn signal(&mut self, signal: Signal) {
        if self.0.try_wait().unwrap().is_none() {
            kill_process(Pid::from_child(&self.0), signal).unwrap();
        }
    }

    /// Waits until all its threads have stopped, each of which first ends what it asks of the system; or it has ended.
    fn is_stopped(&mut self) -> bool {
        while self.0.try_wait().unwrap().is_none() {
            if self.threads_have_stopped() {
                return true;
            }
            sleep(Duration::from_micros(100));
        }
        false
    }

    fn threads_have_stopped(&self) -> bool {
        let Ok(threads) = fs::read_dir(format!("/proc/{}/task", self.0.id())) else { return false };
        let has_stopped = |thread: DirEntry| {
            let text = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
            text.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
        };
        threads.into_iter().all(|thread| thread.is_ok_and(has_stopped))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(mut command: Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Whether a run has written a temporary file: then it has the lock.
fn has_written(site: &Site) -> bool {
    let Ok(files) = fs::read_dir(site.public.join(crate::site::TEMPORARY)) else { return false };
    files.filter_map(Result::ok).any(|file| file.file_name() != "lock")
}

/// How runs at once have ended.
#[derive(Default)]
struct Ends {
    done: usize,
    turned_away: usize,
    faults: Vec<String>,
}

impl Ends {
    fn add(&mut self, run: Child) {
        let output = run.wait_with_output().unwrap();
        match output.status.code() {
            Some(0) => self.done += 1,
            Some(75) if said(&output).contains("another run is under way") => self.turned_away += 1,
            code => self.faults.push(format!("{code:?}: {}", said(&output))),
        }
    }
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn overlap_of_a_held_run_and_others() {
    let mut sweep = Sweep::new("overlap_of_a_held_run_and_others");
    let (mut rounds, mut turned_away) = (0, 0);
    for (size, passage) in [
        (Size::Few, Passage::First),
        (Size::Few, Passage::Change),
        (Size::Few, Passage::Prune),
        (Size::Many, Passage::Change),
        (Size::Paged, Passage::Change),
        (Size::Archived, Passage::Change),
    ] {
        let site = Site::new(size);
        let trees = site.trees(passage);
        for number in 0..sweep::count(20) {
            let mut held = Held::new(&site, passage);
            let before = tree(&site.public);
            let others: Vec<Child> = (1..RUNS).map(|_| start(site.command(passage.arguments()))).collect();
            let mut ends = Ends::default();
            others.into_iter().for_each(|other| ends.add(other));
            let mut faults = ends.faults;
            if ends.done > 0 {
                faults.push("a run works beside one that is under way".to_owned());
            }
            if tree(&site.public) != before {
                faults.push("a run that is turned away changes something".to_owned());
            }
            faults.extend(unsound(&trees, &before));
            held.signal(Signal::CONT);
            let status = held.0.wait().unwrap();
            if !status.success() {
                faults.push(format!("the run that was held ends with {status}"));
            }
            faults.extend(differences(&trees.new, &tree(&site.public)));
            (rounds, turned_away) = (rounds + 1, turned_away + ends.turned_away);
            sweep.add(&format!("{size:?}, {passage:?}, {number}"), true, faults);
        }
    }
    sweep::tell(&format!(
        "overlap_of_a_held_run_and_others: {rounds} runs were held, and {turned_away} others turned away"
    ));
    sweep.end(100);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn overlap_of_equals() {
    let mut sweep = Sweep::new("overlap_of_equals");
    let site = Site::new(Size::Few);
    let mut all = Ends::default();
    for passage in [Passage::First, Passage::Change, Passage::Prune] {
        let trees = site.trees(passage);
        for number in 0..sweep::count(20) {
            site.begin(passage);
            let runs: Vec<Child> = (0..RUNS).map(|_| start(site.command(passage.arguments()))).collect();
            let mut ends = Ends::default();
            runs.into_iter().for_each(|run| ends.add(run));
            let mut faults = ends.faults;
            if ends.done == 0 {
                faults.push("no run works".to_owned());
            }
            faults.extend(differences(&trees.new, &tree(&site.public)));
            faults.extend(site.recover(passage, &trees));
            (all.done, all.turned_away) = (all.done + ends.done, all.turned_away + ends.turned_away);
            sweep.add(&format!("{passage:?}, {number}"), true, faults);
        }
    }
    let Ends { done, turned_away, .. } = all;
    sweep::tell(&format!("overlap_of_equals: {done} runs worked, and {turned_away} were turned away"));
    assert!(turned_away > 0, "no two of so many runs meet");
    sweep.end(100);
}
