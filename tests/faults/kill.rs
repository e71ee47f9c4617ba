//! Runs that are killed: at every system call that touches files, and at random moments.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::conversion::Conversion;
use crate::site::{PASSAGES, Passage, Site, Size, Trees, tree, unsound};
use crate::strace::{self, Point};
use crate::sweep::{self, Moments, Sweep};

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn kill_at_every_call() {
    if let Some(why) = strace::missing() {
        return sweep::skip("kill_at_every_call", why);
    }
    let mut sweep = Sweep::new("kill_at_every_call");
    for (size, passage) in PASSAGES {
        let site = Site::new(size);
        let trees = site.trees(passage);
        let command = strace::build(&site, passage);
        site.begin(passage);
        let calls = strace::calls(&command, site.folder.path());
        for (call, last) in strace::most(&calls) {
            for when in sweep::points(last) {
                let point = Point::any(&call, when);
                site.begin(passage);
                let run = strace::disturb(&command, &point, "signal=KILL", site.folder.path());
                let faults = after(&site, passage, &trees);
                let place = format!("{size:?}, {passage:?}, {}", point.name());
                sweep.add(&place, run.happened, faults);
            }
        }
    }
    sweep.end(90);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn kill_at_random_moments() {
    let mut sweep = Sweep::new("kill_at_random_moments");
    let mut moments = Moments::new("kill");
    let sites = [
        (Size::Many, Passage::Change),
        (Size::Few, Passage::Change),
        (Size::Few, Passage::Prune),
        (Size::Paged, Passage::Change),
    ];
    let count = sweep::count(1500);
    for (size, passage) in sites {
        let site = Site::new(size);
        let trees = site.trees(passage);
        for _ in 0..count.div_ceil(sites.len()) {
            site.begin(passage);
            let delay = moments.next();
            let is_killed = killed(&mut site.command(passage.arguments()), delay);
            moments.learn(is_killed);
            let place = format!("{size:?}, {passage:?}, after {delay:?}");
            sweep.add(&place, is_killed, after(&site, passage, &trees));
        }
    }
    sweep.end(30);
}

/// What is wrong after a run that was killed, and after the next one.
fn after(site: &Site, passage: Passage, trees: &Trees) -> Vec<String> {
    let mut faults = unsound(trees, &tree(&site.public));
    faults.extend(site.recover(passage, trees));
    faults
}

/// Runs a command for so long, and says whether it had to be killed then.
fn killed(command: &mut Command, delay: Duration) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap().signal().is_some()
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn kill_conversions() {
    let mut sweep = Sweep::new("kill_conversions");
    let mut moments = Moments::new("conversions");
    let count = sweep::count(400);
    for is_folder in [false, true] {
        let conversion = Conversion::new(is_folder);
        let folder = conversion.site.folder.path();
        if let Some(why) = strace::missing() {
            sweep::skip("kill_conversions: at every call", why);
        } else {
            conversion.begin();
            let calls = strace::calls(&conversion.command(), folder);
            for (call, last) in strace::most(&calls) {
                for when in sweep::points(last) {
                    let point = Point::any(&call, when);
                    conversion.begin();
                    let run = strace::disturb(&conversion.command(), &point, "signal=KILL", folder);
                    let place = format!("to a folder: {is_folder}, {}", point.name());
                    sweep.add(&place, run.happened, conversion.after());
                }
            }
        }
        for _ in 0..count / 2 {
            conversion.begin();
            let delay = moments.next();
            let is_killed = killed(&mut conversion.command(), delay);
            moments.learn(is_killed);
            sweep.add(&format!("after {delay:?}"), is_killed, conversion.after());
        }
    }
    sweep.end(30);
}
