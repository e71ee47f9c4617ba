//! Losses of power: what a disk holds at any moment of a run, mounted again.
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

use crate::site::{Passage, Site, Size, Trees, differences, said, settle, tree, unsound};
use crate::strace::{self, Point};
use crate::sweep::{self, Moments, Sweep};

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

/// A site on a disk that loses its power.
struct Stage {
    // Unmounted before its folder goes.
    disk: Disk,
    site: Site,
    beside: tempfile::TempDir,
    passage: Passage,
    trees: Trees,
}

impl Stage {
    fn new(size: Size, passage: Passage, seconds: usize) -> Result<Stage, String> {
        let memory = Path::new("/dev/shm");
        let beside = tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap();
        let image = beside.path().join("image");
        File::create(&image).unwrap().set_len(24 << 20).unwrap();
        let name = image.display().to_string();
        must("mkfs.ext4", &["-q", "-F", "-b", "4096", "-J", "size=4", "-O", "^resize_inode", &name])?;
        let folder = tempfile::tempdir_in(beside.path()).unwrap();
        let disk = Disk::mount(&image, folder.path(), &format!("noauto_da_alloc,commit={seconds}"))?;
        let site = Site::within(folder, size);
        fs::create_dir(beside.path().join("again")).unwrap();
        let trees = site.trees(passage);
        Ok(Stage { disk, site, beside, passage, trees })
    }

    /// Makes all durable that is there before the run.
    fn begin(&self) {
        self.site.begin(self.passage);
        self.settle();
    }

    fn settle(&self) {
        rustix::fs::syncfs(File::open(&self.site.root).unwrap()).unwrap();
    }

    /// Somebody else makes a file durable.
    fn commit(&self) {
        let mut file = File::create(self.site.folder.path().join("noise")).unwrap();
        file.write_all(b"noise").unwrap();
        file.sync_all().unwrap();
    }

    /// What is wrong with what the disk holds now, and after a run on it; `is_done` is whether the run has come to its
    /// end, so that all of it must be durable.
    fn look(&self, is_done: bool) -> Vec<String> {
        let (copy, again) = (self.beside.path().join("copy"), self.beside.path().join("again"));
        self.disk.copy(&copy);
        let disk = Disk::mount(&copy, &again, "noauto_da_alloc").unwrap();
        let found = tree(&again.join("site/public"));
        let mut faults = match is_done {
            true => differences(&self.trees.new, &found),
            false => unsound(&self.trees, &found),
        };
        let mut command = Command::new(crate::site::PROGRAM);
        command.arg("build").arg(again.join("site")).args(self.passage.arguments());
        settle(&mut command);
        let output = command.output().unwrap();
        if !output.status.success() {
            faults.push(format!("the next run ends with {}: {}", output.status, said(&output)));
        }
        faults.extend(differences(&self.trees.new, &tree(&again.join("site/public"))));
        drop(disk);
        faults
    }
}

const STAGES: [(Size, Passage, usize); 5] = [
    (Size::Many, Passage::Change, 60),
    (Size::Few, Passage::Change, 1),
    (Size::Few, Passage::First, 5),
    (Size::Many, Passage::First, 30),
    (Size::Few, Passage::Prune, 60),
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
    for (size, passage, seconds) in STAGES {
        let stage = match Stage::new(size, passage, seconds) {
            Ok(stage) => stage,
            Err(why) => return sweep::skip("power_fails_at_calls", &why),
        };
        let mut arguments = passage.arguments().to_vec();
        arguments.push("-j1");
        let command = stage.site.command(&arguments);
        stage.begin();
        let calls = strace::most(&strace::calls(&command, stage.beside.path()));
        // Between two of these calls nothing happens to the files.
        for call in
            ["write", "fsync", "syncfs", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "unlinkat"]
        {
            let last = calls.get(call).copied().unwrap_or_default();
            for when in sweep::points(last).into_iter().step_by(4) {
                stage.begin();
                let run = strace::disturb(&command, &Point::any(call, when), "signal=KILL", &stage.site);
                assert!(run.happened, "{call} number {when}");
                look_twice(
                    &stage,
                    &format!("{size:?}, {passage:?}, {call} number {when}"),
                    false,
                    &mut sweep,
                );
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
    let count = sweep::count(300);
    for (size, passage, seconds) in STAGES {
        let stage = match Stage::new(size, passage, seconds) {
            Ok(stage) => stage,
            Err(why) => return sweep::skip("power_fails_at_random_moments", &why),
        };
        stage.begin();
        stage.site.build(passage.arguments());
        look_twice(&stage, &format!("{size:?}, {passage:?}, at the end"), true, &mut sweep);
        for _ in 0..count / 2 / STAGES.len() {
            stage.begin();
            let delay = moments.next();
            let mut command = stage.site.command(passage.arguments());
            let mut child = command.stderr(Stdio::null()).spawn().unwrap();
            sleep(delay);
            child.kill().unwrap();
            let is_done = child.wait().unwrap().success();
            moments.learn(!is_done);
            look_twice(&stage, &format!("{size:?}, {passage:?}, after {delay:?}"), is_done, &mut sweep);
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
    for (size, passage) in
        [(Size::Many, Passage::Change), (Size::Few, Passage::Change), (Size::Few, Passage::First)]
    {
        let stage = match Stage::new(size, passage, 60) {
            Ok(stage) => stage,
            Err(why) => return sweep::skip("power_failures_are_seen", &why),
        };
        stage.begin();
        let options = ["-o", "/dev/null", "-e", "trace=fsync,syncfs", "-e", "inject=fsync,syncfs:retval=0"];
        let mut command = strace::around(&stage.site.command(&["-j1"]), &options.map(str::to_owned));
        assert!(command.output().unwrap().status.success());
        stage.commit();
        let faults = stage.look(false);
        let torn = faults.iter().filter(|fault| fault.contains("is torn: 0 bytes")).count();
        sweep::tell(&format!(
            "power_failures_are_seen: {size:?}, {passage:?}: {torn} empty files without fsync"
        ));
        assert!(torn > 0, "{faults:?}");
    }
}
