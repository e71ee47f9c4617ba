//! Losses of power: what a disk holds at any moment of a build or a conversion, mounted again.
//!
//! The project lies on an ext4 of its own, on a loop device over a file, without the care that ext4 takes by itself of
//! files that are replaced (`noauto_da_alloc`). A run is killed at some call or moment; what was only in memory stays
//! unwritten, as killing a process writes nothing. The file is copied then, and the copy mounted, which replays its
//! journal. The copy is what the disk held at one moment, because no write to the device was under way or came to an end
//! while it was made: the counters of the device say so, and a copy that they do not vouch for is made again.
//!
//! Two copies are made of each moment: of what the kernel has written so far, and of what it writes when somebody else
//! on the same disk makes a file durable, which commits every name, and the data of no other file. That is the
//! moment at which a name can lead to a file that is empty. That the harness sees such files is proved by a run whose
//! `fsync` and `syncfs` do nothing.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use crate::conversion::{Conversion, results};
use crate::site::{Passage, Site, Size, Tree, Trees, differences, said, served, settle, tree, unsound};
use crate::strace::{self, Point};
use crate::sweep::{self, Moments, Sweep};

/// The calls that change files or make them durable.
const CHANGING: [&str; 11] = [
    "write", "fsync", "syncfs", "rename", "renameat", "renameat2", "linkat", "mkdir", "mkdirat", "unlink",
    "unlinkat",
];

/// A command that must succeed, and what it printed.
fn must(program: &str, arguments: &[&str]) -> Result<String, String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        Ok(output) => Err(format!("{program}: {}", said(&output).trim())),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

/// A file system on a loop device, unmounted when it is dropped.
struct Disk {
    image: PathBuf,
    device: String,
    folder: PathBuf,
}

impl Disk {
    fn mount(image: &Path, folder: &Path, options: &str) -> Result<Disk, String> {
        let device = must("losetup", &["-f", "--show", &image.display().to_string()])?;
        let disk = Disk { image: image.to_path_buf(), device, folder: folder.to_path_buf() };
        must("mount", &["-t", "ext4", "-o", options, &disk.device, &folder.display().to_string()])?;
        Ok(disk)
    }

    /// How many writes and flushes have come to an end, and how many are under way.
    fn counters(&self) -> (Vec<u64>, u64) {
        let name = self.device.trim_start_matches("/dev/");
        let text = fs::read_to_string(format!("/sys/block/{name}/stat")).unwrap();
        let numbers: Vec<u64> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
        (vec![numbers[4], numbers[6], numbers.get(15).copied().unwrap_or_default()], numbers[8])
    }

    /// Copies what the disk holds at one moment.
    fn copy(&self, copy: &Path) {
        for _ in 0..1000 {
            let before = self.counters();
            if before.1 == 0 {
                fs::copy(&self.image, copy).unwrap();
                if self.counters() == before {
                    return;
                }
            }
            sleep(Duration::from_millis(1));
        }
        panic!("the disk never comes to rest");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Whoever looks about on the machine may be in the folder just now, or have the device open.
        let folder = self.folder.display().to_string();
        let again = |attempt: &dyn Fn() -> bool| {
            (0..100).any(|_| {
                attempt() || {
                    sleep(Duration::from_millis(5));
                    false
                }
            })
        };
        if !again(&|| must("umount", &[&folder]).is_ok()) {
            let _ = must("umount", &["-l", &folder]);
        }
        let _ = again(&|| must("losetup", &["-d", &self.device]).is_ok());
    }
}

/// What is at work when the power fails.
enum Work {
    Build(Box<Site>, Passage, Trees),
    Conversion(Box<Conversion>),
}

/// Which work it is: how large, of which kind, and whether it goes to a folder.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Build(Size, Passage),
    Conversion(Size, bool),
}

impl Work {
    fn new(folder: TempDir, kind: Kind) -> Work {
        match kind {
            Kind::Build(size, passage) => {
                let site = Site::within(folder, size);
                let trees = site.trees(passage);
                Work::Build(Box::new(site), passage, trees)
            }
            Kind::Conversion(size, is_folder) => {
                Work::Conversion(Box::new(Conversion::within(folder, size, is_folder)))
            }
        }
    }

    fn begin(&self) {
        match self {
            Work::Build(site, passage, _) => site.begin(*passage),
            Work::Conversion(conversion) => conversion.begin(),
        }
    }

    fn trees(&self) -> &Trees {
        match self {
            Work::Build(_, _, trees) => trees,
            Work::Conversion(conversion) => &conversion.trees,
        }
    }

    /// The folder that is the top of the disk.
    fn base(&self) -> &Path {
        match self {
            Work::Build(site, ..) => site.root.parent().unwrap(),
            Work::Conversion(conversion) => &conversion.base,
        }
    }

    /// The run, in the folder or a copy of it.
    fn command(&self, base: &Path) -> Command {
        match self {
            Work::Build(site, passage, _) => {
                let mut command = Command::new(crate::site::PROGRAM);
                command.arg("build").arg(base.join(site.root.file_name().unwrap()));
                command.args(passage.arguments());
                settle(&mut command);
                command
            }
            Work::Conversion(conversion) => conversion.command_in(base),
        }
    }

    /// The run as it can be followed.
    fn followed(&self) -> Command {
        match self {
            Work::Build(site, passage, _) => strace::build(site, *passage),
            Work::Conversion(conversion) => conversion.command(),
        }
    }

    /// What is served, in the folder or a copy of it.
    fn found(&self, base: &Path) -> Tree {
        match self {
            Work::Build(..) => tree(&base.join("site/public")),
            Work::Conversion(_) => results(base),
        }
    }
}

/// A disk that loses its power while something is at work on it.
struct Stage {
    // Unmounted before its folder goes.
    disk: Disk,
    work: Work,
    beside: TempDir,
}

impl Stage {
    fn new(kind: Kind, seconds: usize) -> Result<Stage, String> {
        let memory = Path::new("/dev/shm");
        let beside = tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap();
        let image = beside.path().join("image");
        File::create(&image).unwrap().set_len(24 << 20).unwrap();
        let name = image.display().to_string();
        must("mkfs.ext4", &["-q", "-F", "-b", "4096", "-J", "size=4", "-O", "^resize_inode", &name])?;
        let folder = tempfile::tempdir_in(beside.path()).unwrap();
        let disk = Disk::mount(&image, folder.path(), &format!("noauto_da_alloc,commit={seconds}"))?;
        fs::create_dir(beside.path().join("again")).unwrap();
        Ok(Stage { disk, work: Work::new(folder, kind), beside })
    }

    /// Makes all durable that is there before the run.
    fn begin(&self) {
        self.work.begin();
        rustix::fs::syncfs(File::open(self.work.base()).unwrap()).unwrap();
    }

    /// Somebody else makes a file durable.
    fn commit(&self) {
        let mut file = File::create(self.work.base().join("noise")).unwrap();
        file.write_all(b"noise").unwrap();
        file.sync_all().unwrap();
    }

    /// What is wrong with what the disk holds now, and after a run on it; `is_done` is whether the run has come to its
    /// end, so that all of it must be durable.
    fn look(&self, is_done: bool) -> Vec<String> {
        let (copy, again) = (self.beside.path().join("copy"), self.beside.path().join("again"));
        self.disk.copy(&copy);
        let disk = Disk::mount(&copy, &again, "noauto_da_alloc").unwrap();
        let (trees, found) = (self.work.trees(), self.work.found(&again));
        let mut faults = match is_done {
            // That the lock is gone is not made durable.
            true => differences(&trees.new, &served(found)),
            false => unsound(trees, &found),
        };
        let output = self.work.command(&again).output().unwrap();
        if !output.status.success() {
            faults.push(format!("the next run ends with {}: {}", output.status, said(&output)));
        }
        faults.extend(differences(&trees.new, &self.work.found(&again)));
        drop(disk);
        faults
    }
}

/// What is at work, and how often the disk commits by itself, in seconds.
const STAGES: [(Kind, usize); 11] = [
    (Kind::Build(Size::Many, Passage::Change), 60),
    (Kind::Build(Size::Few, Passage::Change), 1),
    (Kind::Build(Size::Few, Passage::First), 5),
    (Kind::Build(Size::Many, Passage::First), 30),
    (Kind::Build(Size::Few, Passage::Prune), 60),
    (Kind::Build(Size::Paged, Passage::Change), 60),
    (Kind::Build(Size::Archived, Passage::Change), 5),
    (Kind::Conversion(Size::Few, false), 60),
    (Kind::Conversion(Size::Few, true), 5),
    (Kind::Conversion(Size::Many, false), 1),
    (Kind::Conversion(Size::Many, true), 60),
];

/// Looks at what the disk holds before and after somebody else makes a file durable.
fn look_twice(stage: &Stage, place: &str, is_done: bool, sweep: &mut Sweep) {
    sweep.add(place, true, stage.look(is_done));
    stage.commit();
    sweep.add(&format!("{place}, and a commit"), true, stage.look(is_done));
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn power_fails_at_calls() {
    if let Some(why) = strace::missing() {
        return sweep::skip("power_fails_at_calls", why);
    }
    let mut sweep = Sweep::new("power_fails_at_calls");
    for (kind, seconds) in STAGES {
        let stage = match Stage::new(kind, seconds) {
            Ok(stage) => stage,
            Err(why) => return sweep.skip(100, &why),
        };
        stage.begin();
        let command = stage.work.followed();
        let calls = strace::most(&strace::calls(&command, stage.beside.path()));
        // Between two of these calls nothing happens to the files.
        for call in CHANGING {
            let last = calls.get(call).copied().unwrap_or_default();
            for when in sweep::points(last).into_iter().step_by(4) {
                stage.begin();
                let point = Point::any(call, when);
                let run = strace::disturb(&command, &point, "signal=KILL", stage.beside.path());
                assert!(run.happened, "{call} number {when}");
                look_twice(&stage, &format!("{kind:?}, {call} number {when}"), false, &mut sweep);
            }
        }
    }
    sweep.end(100);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn power_fails_at_random_moments() {
    let mut sweep = Sweep::new("power_fails_at_random_moments");
    let mut moments = Moments::new("power");
    let count = sweep::count(360);
    for (kind, seconds) in STAGES {
        let stage = match Stage::new(kind, seconds) {
            Ok(stage) => stage,
            Err(why) => return sweep.skip(100, &why),
        };
        stage.begin();
        assert!(stage.work.command(stage.work.base()).output().unwrap().status.success());
        look_twice(&stage, &format!("{kind:?}, at the end"), true, &mut sweep);
        for _ in 0..count / 2 / STAGES.len() {
            stage.begin();
            let delay = moments.next();
            let mut child = stage.work.command(stage.work.base()).stderr(Stdio::null()).spawn().unwrap();
            sleep(delay);
            child.kill().unwrap();
            let is_done = child.wait().unwrap().success();
            moments.learn(!is_done);
            look_twice(&stage, &format!("{kind:?}, after {delay:?}"), is_done, &mut sweep);
        }
    }
    sweep.end(100);
}

/// The harness would see it if the program forgot to make files durable.
#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn power_failures_are_seen() {
    if let Some(why) = strace::missing() {
        return sweep::skip("power_failures_are_seen", why);
    }
    // Where files are only removed, none can be empty.
    for (kind, _) in STAGES.iter().filter(|(kind, _)| !matches!(kind, Kind::Build(_, Passage::Prune))) {
        let stage = match Stage::new(*kind, 60) {
            Ok(stage) => stage,
            Err(why) => return sweep::skip("power_failures_are_seen", &why),
        };
        stage.begin();
        let options = ["-o", "/dev/null", "-e", "trace=fsync,syncfs", "-e", "inject=fsync,syncfs:retval=0"];
        let mut command = strace::around(&stage.work.followed(), &options.map(str::to_owned));
        assert!(command.output().unwrap().status.success());
        stage.commit();
        let faults = stage.look(false);
        let torn = faults.iter().filter(|fault| fault.contains("is torn: 0 bytes")).count();
        sweep::tell(&format!("power_failures_are_seen: {kind:?}: {torn} empty files without fsync"));
        assert!(torn > 0, "{faults:?}");
    }
}
