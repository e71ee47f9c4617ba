//! What a run that fails leaves of the secrets that it has read: nothing, in no dump of its memory either.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::executable::copy_of;
use crate::site::{PROGRAM, Passage, Site, Size, settle, tree};
use crate::strace;
use crate::sweep::{self, Sweep};

/// The word that only records hold, below `secured` and as a comment.
const CANARY: &str = "zinnober";

/// Signals by which systems write the memory of a program to a file, and their numbers.
const SIGNALS: [(&str, i32); 2] = [("ABRT", 6), ("ILL", 4)];

/// Puts the secret into every record of both versions.
fn hide(site: &Site) {
    for folder in [site.root.join("articles"), site.root.with_file_name("other")] {
        for path in tree(&folder).keys() {
            let path = folder.join(path);
            let text = fs::read_to_string(&path).unwrap();
            let secret = format!("---\nsecured: {CANARY}\n# {CANARY}\nx:\n  secured: [\"{CANARY}\"]\n");
            fs::write(&path, text.replacen("---\n", &secret, 1)).unwrap();
        }
    }
}

/// Runs a command in the folder with no limit to what its dumps may hold, so that those land there.
fn with_dumps(command: &Command, folder: &Path) -> Output {
    let mut limited = Command::new("prlimit");
    limited.arg("--core=unlimited").arg(command.get_program()).args(command.get_args());
    settle(&mut limited);
    limited.current_dir(folder).output().unwrap()
}

/// The dumps in a folder, which this takes away.
fn dumps(folder: &Path) -> usize {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with("core")).collect();
    names.iter().for_each(|name| fs::remove_file(folder.join(name)).unwrap());
    names.len()
}

/// Why dumps cannot be looked for here.
fn missing(folder: &Path) -> Option<&'static str> {
    if let Some(why) = strace::missing() {
        return Some(why);
    }
    if !Command::new("prlimit").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Some("there is no prlimit");
    }
    let mut other = Command::new("sh");
    other.args(["-c", "kill -s SEGV $$"]);
    with_dumps(&other, folder);
    (dumps(folder) == 0).then_some("no program's dump lands in its folder here")
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn leak_nothing_into_a_dump() {
    let site = Site::new(Size::Few);
    let folder = site.folder.path();
    if let Some(why) = missing(folder) {
        return sweep::skip("leak_nothing_into_a_dump", why);
    }
    hide(&site);
    let mut sweep = Sweep::new("leak_nothing_into_a_dump");
    let command = site.command(&["-j1"]);
    site.begin(Passage::Change);
    let calls = strace::calls(&command, folder);
    for (call, last) in strace::most(&calls) {
        for when in sweep::points(last) {
            for (signal, number) in SIGNALS {
                site.begin(Passage::Change);
                let options = ["-o", "/dev/null", "-e", &format!("trace={call}")].map(str::to_owned);
                let mut options = options.to_vec();
                options.extend(["-e".to_owned(), format!("inject={call}:signal={signal}:when={when}")]);
                let output = with_dumps(&strace::around(&command, &options), folder);
                // Before the program itself begins, the system may write dumps; there is nothing in them yet.
                let mut faults = holding(folder);
                faults.extend(told(&output));
                dumps(folder);
                let is_ended = output.status.signal() == Some(number);
                sweep.add(&format!("{call} number {when}, {signal}"), is_ended, faults);
            }
        }
    }
    sweep.end(90);
}

/// A command run by nobody, whose processes are nobody's as long as their memory may be looked at.
fn by_nobody(program: &Path, arguments: &[&str]) -> Command {
    let mut setpriv = Command::new("setpriv");
    setpriv.args(["--reuid=65534", "--regid=65534", "--clear-groups", "prlimit", "--core=unlimited"]);
    setpriv.arg(program).args(arguments).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null());
    setpriv
}

/// Whether a process that runs this program may write no dump, and whether nobody is kept from its memory.
fn barred(process: &Child, program: &str) -> Option<(bool, bool)> {
    let folder = PathBuf::from(format!("/proc/{}", process.id()));
    let name = fs::read_to_string(folder.join("comm")).ok()?;
    let limits = fs::read_to_string(folder.join("limits")).ok()?;
    let limit = limits.lines().find_map(|line| line.strip_prefix("Max core file size"))?;
    let is_limited = limit.split_whitespace().take(2).eq(["0", "0"]);
    let is_kept = fs::metadata(folder.join("mem")).ok()?.uid() == 0;
    (name.trim() == program).then_some((is_limited, is_kept))
}

/// Waits until either is so, up to ten seconds.
fn wait_for(process: &Child, program: &str, is_so: impl Fn((bool, bool)) -> bool) -> bool {
    (0..10_000).any(|_| {
        barred(process, program).is_some_and(&is_so) || {
            sleep(Duration::from_millis(1));
            false
        }
    })
}

/// Either would do where the other is not heeded: some systems hand the memory to a collector whatever the limit, and some
/// know no such flag.
#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn leak_is_barred_by_a_limit_and_by_a_flag() {
    let name = "leak_is_barred_by_a_limit_and_by_a_flag";
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    // The program may lie where only its owner may look.
    let program = copy_of(PROGRAM, folder.path());
    let Ok(mut other) = by_nobody(Path::new("cat"), &[]).spawn() else {
        return sweep::skip(name, "there is no setpriv");
    };
    let is_open = wait_for(&other, "cat", |barred| barred == (false, false));
    drop(other.stdin.take());
    if !other.wait().unwrap().success() || !is_open {
        return sweep::skip(name, "needs setpriv, prlimit and root");
    }
    let mut sweep = Sweep::new(name);
    // It waits for its input.
    let mut process = by_nobody(&program, &["convert", "-t", "json"]).stderr(Stdio::null()).spawn().unwrap();
    let mut faults = Vec::new();
    if !wait_for(&process, "feedmill", |(is_limited, _)| is_limited) {
        faults.push("there is no limit to dumps".to_owned());
    }
    if !wait_for(&process, "feedmill", |(_, is_kept)| is_kept) {
        faults.push("its memory may be looked at by those who run it".to_owned());
    }
    if process.try_wait().unwrap().is_some() {
        faults.push("it has ended".to_owned());
    }
    process.kill().unwrap();
    process.wait().unwrap();
    sweep.add("a conversion that waits", true, faults);
    sweep.end(100);
}

fn told(output: &Output) -> Option<String> {
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    said.concat().contains(CANARY).then(|| "a message holds what is secret".to_owned())
}

/// The files, but for the records, that hold the secret.
fn holding(folder: &Path) -> Vec<String> {
    let is_record = |path: &str| path.starts_with("site/articles/") || path.starts_with("other/");
    let holds = |bytes: &[u8]| bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes());
    let files = tree(folder).into_iter().filter(|(path, bytes)| !is_record(path) && holds(bytes));
    files
        .map(|(path, _)| path.replace(char::is_numeric, ""))
        .map(|path| format!("{path} holds what is secret"))
        .collect()
}
