//! Runs that are killed: at every system call that touches files, and at random moments.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::site::{PROGRAM, Passage, Site, Size, Trees, differences, settle, tree, unsound};
use crate::strace::{self, Point};
use crate::sweep::{self, Chance, Sweep};

const PASSAGES: [(Size, Passage); 5] = [
    (Size::Many, Passage::Change),
    (Size::Few, Passage::Change),
    (Size::Few, Passage::First),
    (Size::Few, Passage::Prune),
    (Size::Many, Passage::First),
];

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
        let mut arguments = passage.arguments().to_vec();
        arguments.push("-j1");
        let command = site.command(&arguments);
        site.begin(passage);
        let calls = strace::calls(&command, site.folder.path());
        for (call, last) in strace::most(&calls) {
            for when in sweep::points(last) {
                let point = Point { call: call.clone(), when, path: None, text: String::new() };
                site.begin(passage);
                let run = strace::disturb(&command, &point, "signal=KILL", &site);
                let faults = after(&site, passage, &trees);
                let place = format!("{size:?}, {passage:?}, {}", point.name());
                sweep.add(&place, run.happened, faults);
            }
        }
    }
    sweep.end(300);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn kill_at_random_moments() {
    let mut sweep = Sweep::new("kill_at_random_moments");
    let mut chance = Chance::new("kill");
    let sites = [(Size::Many, Passage::Change), (Size::Few, Passage::Change), (Size::Few, Passage::Prune)];
    let count = sweep::count(1000);
    for (size, passage) in sites {
        let site = Site::new(size);
        let trees = site.trees(passage);
        site.begin(passage);
        let begun = Instant::now();
        site.build(passage.arguments());
        let length = usize::try_from(begun.elapsed().as_nanos()).unwrap();
        for _ in 0..count.div_ceil(sites.len()) {
            site.begin(passage);
            let delay = chance.below(length);
            let is_killed = killed(&mut site.command(passage.arguments()), delay);
            let place = format!("{size:?}, {passage:?}, after {delay} ns");
            sweep.add(&place, is_killed, after(&site, passage, &trees));
        }
    }
    sweep.end(count / 3);
}

/// What is wrong after a run that was killed, and after the next one.
fn after(site: &Site, passage: Passage, trees: &Trees) -> Vec<String> {
    let mut faults = unsound(trees, &tree(&site.public));
    faults.extend(site.recover(passage, trees));
    faults
}

/// Runs a command for so many nanoseconds, and says whether it had to be killed then.
fn killed(command: &mut Command, delay: usize) -> bool {
    use std::process::Stdio;
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    sleep(Duration::from_nanos(u64::try_from(delay).unwrap()));
    child.kill().unwrap();
    child.wait().unwrap().signal().is_some()
}

/// A conversion of one feed, whose output is there already with other content.
struct Conversion {
    site: Site,
    /// The file or folder that is written.
    output: PathBuf,
    is_folder: bool,
    trees: Trees,
}

impl Conversion {
    fn new(is_folder: bool) -> Conversion {
        let site = Site::new(Size::Few);
        let base = site.root.parent().unwrap().to_path_buf();
        for name in ["old.xml", "new.xml"] {
            site.build(&[]);
            fs::copy(site.public.join("atom.xml"), base.join(name)).unwrap();
            site.swap();
        }
        fs::create_dir(base.join("result")).unwrap();
        let output = if is_folder { base.join("result") } else { base.join("result/feed.json") };
        let mut conversion = Conversion {
            site,
            output,
            is_folder,
            trees: Trees { old: Default::default(), new: Default::default() },
        };
        conversion.begin();
        let old = conversion.result();
        let output = conversion.command().output().unwrap();
        assert!(output.status.success(), "{}", crate::site::said(&output));
        conversion.trees = Trees { old, new: conversion.result() };
        conversion
    }

    fn convert(&self, input: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.arg("convert").arg(self.site.folder.path().join(input)).arg("-o").arg(&self.output);
        command.args(["-q", "-t", if self.is_folder { "article" } else { "json" }]);
        if self.is_folder {
            command.arg("--overwrite");
        }
        settle(&mut command);
        command
    }

    fn command(&self) -> Command {
        self.convert("new.xml")
    }

    fn begin(&self) {
        let folder = self.site.folder.path().join("result");
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        let output = self.convert("old.xml").output().unwrap();
        assert!(output.status.success(), "{}", crate::site::said(&output));
    }

    fn result(&self) -> crate::site::Tree {
        tree(&self.site.folder.path().join("result"))
    }

    /// What is wrong after a conversion that was killed, and after the next one. A conversion knows nothing of earlier
    /// ones: a temporary file that one has left stays, hidden, beside its output.
    fn after(&self) -> Vec<String> {
        let is_named = |path: &str| !path.starts_with(".tmp") && !path.starts_with(crate::site::TEMPORARY);
        let mut result = self.result();
        result.retain(|path, _| is_named(path));
        let mut faults = unsound(&self.trees, &result);
        let output = self.command().output().unwrap();
        if !output.status.success() {
            faults.push(format!("the next run ends with {}", output.status));
        }
        let mut result = self.result();
        result.retain(|path, _| is_named(path));
        faults.extend(differences(&self.trees.new, &result));
        faults
    }
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn kill_conversions() {
    let mut sweep = Sweep::new("kill_conversions");
    let mut chance = Chance::new("conversions");
    let count = sweep::count(400);
    for is_folder in [false, true] {
        let conversion = Conversion::new(is_folder);
        if let Some(why) = strace::missing() {
            sweep::skip("kill_conversions: at every call", why);
        } else {
            conversion.begin();
            let calls = strace::calls(&conversion.command(), conversion.site.folder.path());
            for (call, last) in strace::most(&calls) {
                for when in sweep::points(last) {
                    let point = Point { call: call.clone(), when, path: None, text: String::new() };
                    conversion.begin();
                    let run = strace::disturb(&conversion.command(), &point, "signal=KILL", &conversion.site);
                    let place = format!("{}, {}", conversion.output.display(), point.name());
                    sweep.add(&place, run.happened, conversion.after());
                }
            }
        }
        conversion.begin();
        let begun = Instant::now();
        conversion.command().output().unwrap();
        let length = usize::try_from(begun.elapsed().as_nanos()).unwrap();
        for _ in 0..count / 2 {
            conversion.begin();
            let delay = chance.below(length);
            let is_killed = killed(&mut conversion.command(), delay);
            sweep.add(&format!("after {delay} ns"), is_killed, conversion.after());
        }
    }
    sweep.end(count / 4);
}
