//! What runs out for real, or is forbidden for real: space, numbers of files, open files, permissions, and a file system
//! that is read-only.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::conversion::Conversion;
use crate::errors::{broken, misjudged};
use crate::executable::copy_of;
use crate::site::{PROGRAM, Passage, Site, Size, Trees, differences, said, settle, tree, unless_ended};
use crate::sweep::{self, Sweep};

/// A file system in memory, unmounted when it is dropped.
struct Memory(PathBuf);

impl Memory {
    fn mount(folder: &Path) -> Result<Memory, String> {
        fs::create_dir_all(folder).unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=64m,nr_inodes=9999", "feedmill-faults"]).arg(folder);
        match command.output() {
            Ok(output) if output.status.success() => Ok(Memory(folder.to_path_buf())),
            Ok(output) => Err(format!("tmpfs cannot be mounted: {}", said(&output).trim())),
            Err(error) => Err(format!("mount: {error}")),
        }
    }

    /// Gives it other options.
    fn change(&self, options: &str) {
        let options = format!("remount,{options}");
        let output = Command::new("mount").args(["-o", &options]).arg(&self.0).output().unwrap();
        assert!(output.status.success(), "{options}: {}", said(&output));
    }

    /// How many bytes and how many files it holds.
    fn used(&self) -> (u64, u64) {
        let numbers = rustix::fs::statvfs(&self.0).unwrap();
        ((numbers.f_blocks - numbers.f_bfree) * numbers.f_frsize, numbers.f_files - numbers.f_ffree)
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// What is wrong with a run that was short of something, and after the next that is not.
fn judge(
    site: &Site,
    passage: Passage,
    trees: &Trees,
    output: &Output,
    relieve: impl FnOnce(),
) -> Vec<String> {
    let root = site.root.display().to_string();
    let mut faults = misjudged(output, trees, &tree(&site.public), &root);
    relieve();
    faults.extend(site.recover(passage, trees));
    faults
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn errors_of_a_full_disk() {
    let mut sweep = Sweep::new("errors_of_a_full_disk");
    for (size, passage) in [
        (Size::Many, Passage::First),
        (Size::Many, Passage::Change),
        (Size::Few, Passage::Change),
        (Size::Paged, Passage::Change),
        (Size::Archived, Passage::Change),
    ] {
        let site = Site::new(size);
        let memory = match Memory::mount(&site.public) {
            Ok(memory) => memory,
            Err(why) => return sweep.skip(20, &why),
        };
        let trees = site.trees(passage);
        let ample = || memory.change("size=64m");
        for step in (8..=1024).step_by(4) {
            site.begin(passage);
            let (bytes, _) = memory.used();
            memory.change(&format!("size={}", bytes + step * 1024));
            let output = site.command(passage.arguments()).output().unwrap();
            let is_full = output.status.code() != Some(0);
            let faults = judge(&site, passage, &trees, &output, ample);
            sweep.add(&format!("{size:?}, {passage:?}, {step} KB left"), is_full, faults);
            // From here on there is enough.
            if !is_full && step > 512 {
                break;
            }
        }
        for left in 1..60 {
            site.begin(passage);
            let (_, files) = memory.used();
            memory.change(&format!("nr_inodes={}", files + left));
            let output = site.command(passage.arguments()).output().unwrap();
            let is_full = output.status.code() != Some(0);
            let relieve = || memory.change("nr_inodes=9999");
            let faults = judge(&site, passage, &trees, &output, relieve);
            sweep.add(&format!("{size:?}, {passage:?}, {left} files left"), is_full, faults);
        }
    }
    sweep.end(20);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn errors_of_a_read_only_file_system() {
    let mut sweep = Sweep::new("errors_of_a_read_only_file_system");
    let site = Site::new(Size::Few);
    let memory = match Memory::mount(&site.public) {
        Ok(memory) => memory,
        Err(why) => return sweep.skip(100, &why),
    };
    for passage in [Passage::First, Passage::Change, Passage::Prune] {
        let trees = site.trees(passage);
        site.begin(passage);
        memory.change("ro");
        let output = site.command(passage.arguments()).output().unwrap();
        let mut faults = judge(&site, passage, &trees, &output, || memory.change("rw"));
        faults.extend(unless_ended(&output, 4));
        sweep.add(&format!("{passage:?}"), true, faults);
    }
    drop(memory);
    // Where only the state cannot be saved, feeds are published all the same.
    let trees = site.trees(Passage::Change);
    site.begin(Passage::Change);
    fs::remove_dir_all(site.root.join(".feedmill")).unwrap();
    let memory = Memory::mount(&site.root.join(".feedmill")).unwrap();
    for options in ["ro", "rw,nr_inodes=1"] {
        memory.change(options);
        let output = site.command(&[]).output().unwrap();
        let mut faults = differences(&trees.new, &tree(&site.public));
        if output.status.code() != Some(0) || !said(&output).contains("cannot be saved for the next") {
            faults.push(format!("{}: {}", output.status, said(&output)));
        }
        sweep.add(&format!("the state: {options}"), true, faults);
    }
    sweep.end(100);
}

/// A command in a system that shows nothing of its processes.
fn without_proc(command: &Command) -> Command {
    let mut unshare = Command::new("unshare");
    unshare.args(["-m", "sh", "-c", "umount -l /proc && exec \"$@\"", "sh"]).arg(command.get_program());
    unshare.args(command.get_args());
    settle(&mut unshare);
    unshare
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn errors_of_a_system_without_proc() {
    let name = "errors_of_a_system_without_proc";
    if !without_proc(&Command::new("true")).output().is_ok_and(|output| output.status.success()) {
        return sweep::skip(name, "/proc cannot be taken away");
    }
    let mut sweep = Sweep::new(name);
    let site = Site::new(Size::Few);
    let trees = site.trees(Passage::Change);
    site.begin(Passage::Change);
    let output = without_proc(&site.command(&[])).current_dir(&site.root).output().unwrap();
    let is_done = output.status.success() && tree(&site.public) == trees.new;
    sweep.add("a build", true, (!is_done).then(|| said(&output)).into_iter().collect());
    for is_folder in [false, true] {
        let conversion = Conversion::new(is_folder);
        conversion.begin();
        let output = without_proc(&conversion.command()).output().unwrap();
        let is_done = output.status.success() && conversion.result() == conversion.trees.new;
        let mut faults: Vec<String> = (!is_done).then(|| said(&output)).into_iter().collect();
        faults.extend(killed_without_proc(&conversion));
        sweep.add(&format!("a conversion to a folder: {is_folder}"), true, faults);
    }
    sweep.end(100);
}

/// What is wrong after a conversion that was killed before it could put its file in its place, and after the next one.
fn killed_without_proc(conversion: &Conversion) -> Vec<String> {
    if let Some(why) = crate::strace::missing() {
        sweep::skip("errors_of_a_system_without_proc: a conversion that is killed", why);
        return Vec::new();
    }
    conversion.begin();
    let mut killed = Command::new("strace");
    killed.args(["-f", "-o", "/dev/null", "-e", "inject=rename,renameat,renameat2:signal=KILL", "--"]);
    let run = without_proc(&conversion.command());
    killed.arg(run.get_program()).args(run.get_args());
    settle(&mut killed);
    let _ = killed.output().unwrap();
    let mut faults = differences(&conversion.trees.old, &conversion.result());
    if conversion.files() == conversion.result() {
        faults.push("it was not killed while it wrote".to_owned());
    }
    let next = without_proc(&conversion.command()).output().unwrap();
    faults.extend(differences(&conversion.trees.new, &conversion.files()));
    faults.extend((!next.status.success()).then(|| said(&next)));
    faults
}

/// A command run by nobody, who is not the owner of anything.
fn by_nobody(command: &Command) -> Command {
    let mut setpriv = Command::new("setpriv");
    setpriv.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(command.get_program());
    setpriv.args(command.get_args());
    settle(&mut setpriv);
    setpriv
}

/// A place that nobody may not use, its permissions, and the exit code that says so.
const FORBIDDEN: [(&str, u32, i32); 10] = [
    ("public", 0o555, 4),
    ("public", 0o000, 4),
    ("public/topics", 0o555, 4),
    ("public/topics", 0o000, 4),
    ("public/topics/ebb", 0o000, 4),
    ("public/topics/pier-0", 0o555, 4),
    ("public/rss.xml", 0o000, 4),
    ("articles/2.md", 0o000, 1),
    ("articles", 0o000, 3),
    ("feedmill.yaml", 0o000, 2),
];

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn errors_of_permission() {
    let site = Site::new(Size::Few);
    fs::set_permissions(site.folder.path(), Permissions::from_mode(0o755)).unwrap();
    // The program may lie where only its owner may look.
    let program = copy_of(PROGRAM, site.folder.path());
    let mut command = Command::new(&program);
    command.arg("build").arg(&site.root);
    let ready = by_nobody(&command).arg("--help").output();
    if !ready.is_ok_and(|output| output.status.success()) {
        return sweep::skip("errors_of_permission", "needs setpriv and root");
    }
    let mut sweep = Sweep::new("errors_of_permission");
    let trees = site.trees(Passage::Change);
    for (path, mode, code) in FORBIDDEN {
        site.begin(Passage::Change);
        let owned = Command::new("chown").args(["-R", "65534:65534"]).arg(&site.root).status().unwrap();
        assert!(owned.success());
        let place = site.root.join(path);
        let before = fs::metadata(&place).unwrap().permissions();
        fs::set_permissions(&place, Permissions::from_mode(mode)).unwrap();
        let output = by_nobody(&command).output().unwrap();
        let relieve = || fs::set_permissions(&place, before.clone()).unwrap();
        let mut faults = judge(&site, Passage::Change, &trees, &output, relieve);
        if output.status.code() != Some(code) {
            faults.push(format!("{path}: {} instead of {code}: {}", output.status, said(&output)));
        }
        sweep.add(&format!("{path} with {mode:o}"), true, faults);
    }
    sweep.end(100);
}

/// A command within limits.
fn limited(command: &Command, limit: &str) -> Command {
    let mut prlimit = Command::new("env");
    prlimit.args(["prlimit", limit]).arg(command.get_program());
    prlimit.args(command.get_args());
    settle(&mut prlimit);
    prlimit
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn errors_of_limits() {
    let mut sweep = Sweep::new("errors_of_limits");
    let files = (4..40).map(|number| format!("--nofile={number}"));
    let sizes = (0..40).map(|number| format!("--fsize={}", number * 512 + 1));
    let limits: Vec<String> = files.chain(sizes).collect();
    for (size, passage) in
        [(Size::Many, Passage::Change), (Size::Few, Passage::Change), (Size::Few, Passage::First)]
    {
        let site = Site::new(size);
        if !limited(&site.command(&["--help"]), "--nofile=64")
            .output()
            .is_ok_and(|output| output.status.success())
        {
            return sweep.skip(10, "needs prlimit");
        }
        let trees = site.trees(passage);
        for limit in &limits {
            site.begin(passage);
            let output = limited(&site.command(passage.arguments()), limit).output().unwrap();
            if said(&output).contains("error while loading shared libraries") {
                continue;
            }
            let is_short = output.status.code() != Some(0);
            let mut faults = judge(&site, passage, &trees, &output, || ());
            // Most records were unreadable, or some: then the feeds are whole without them.
            if output.status.code() == Some(1) {
                faults.extend(broken(&tree(&site.public)));
            }
            sweep.add(&format!("{size:?}, {passage:?}, {limit}"), is_short, faults);
        }
    }
    for is_folder in [false, true] {
        let conversion = Conversion::new(is_folder);
        let root = conversion.base.display().to_string();
        for limit in &limits {
            conversion.begin();
            let output = limited(&conversion.command(), limit).output().unwrap();
            if said(&output).contains("error while loading shared libraries") {
                continue;
            }
            let is_short = output.status.code() != Some(0);
            let mut faults = misjudged(&output, &conversion.trees, &conversion.result(), &root);
            faults.extend(conversion.after());
            sweep.add(&format!("conversion, {limit}"), is_short, faults);
        }
    }
    sweep.end(10);
}
