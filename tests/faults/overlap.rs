//! Many runs at once, of which one works.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::site::{Passage, Site, Size, Trees, differences, said, tree};
use crate::strace;
use crate::sweep::{self, Sweep};

/// How many runs there are at once.
const RUNS: usize = 20;

fn start(mut command: Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn overlap_of_a_slow_run_and_others() {
    if let Some(why) = strace::missing() {
        return sweep::skip("overlap_of_a_slow_run_and_others", why);
    }
    let mut sweep = Sweep::new("overlap_of_a_slow_run_and_others");
    for size in [Size::Few, Size::Many] {
        let site = Site::new(size);
        let Trees { old, new } = site.trees(Passage::Change);
        site.begin(Passage::Change);
        // The slow run waits for the disk with everything written and nothing replaced, until it is let go.
        let options =
            ["-o", "/dev/null", "-e", "inject=fsync,syncfs:delay_enter=4000000:when=1"].map(str::to_owned);
        let mut slow = start(strace::around(&site.command(&["-j1"]), &options));
        while !site.public.join(".feedmill-tmp").exists() {
            assert!(slow.try_wait().unwrap().is_none(), "the slow run has ended");
            sleep(Duration::from_millis(1));
        }
        let others: Vec<Child> = (1..RUNS).map(|_| start(site.command(&[]))).collect();
        let mut faults = Vec::new();
        for other in others {
            let output = other.wait_with_output().unwrap();
            if output.status.code() != Some(75) || !said(&output).contains("another run is under way") {
                faults.push(format!("{}: {}", output.status, said(&output)));
            }
        }
        assert!(slow.try_wait().unwrap().is_none(), "the slow run was too quick");
        let mut before = tree(&site.public);
        before.retain(|path, _| !path.starts_with(crate::site::TEMPORARY));
        faults.extend(differences(&old, &before));
        let output = slow.wait_with_output().unwrap();
        if !output.status.success() {
            faults.push(format!("the slow run ends with {}: {}", output.status, said(&output)));
        }
        faults.extend(differences(&new, &tree(&site.public)));
        sweep.add(&format!("{size:?}"), true, faults);
    }
    sweep.end(100);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn overlap_of_equals() {
    let mut sweep = Sweep::new("overlap_of_equals");
    let site = Site::new(Size::Few);
    for passage in [Passage::First, Passage::Change, Passage::Prune] {
        let trees = site.trees(passage);
        for number in 0..sweep::count(20) {
            site.begin(passage);
            let runs: Vec<Child> = (0..RUNS).map(|_| start(site.command(passage.arguments()))).collect();
            let mut faults = Vec::new();
            let mut done = 0;
            for run in runs {
                let output = run.wait_with_output().unwrap();
                match output.status.code() {
                    Some(0) => done += 1,
                    Some(75) => {}
                    code => faults.push(format!("{code:?}: {}", said(&output))),
                }
            }
            if done == 0 {
                faults.push("no run works".to_owned());
            }
            faults.extend(differences(&trees.new, &tree(&site.public)));
            faults.extend(site.recover(passage, &trees));
            sweep.add(&format!("{passage:?}, {number}"), true, faults);
        }
    }
    sweep.end(100);
}
