//! Runs under strace: which system calls a run makes, and runs in which one of them goes wrong.
//!
//! strace counts calls of each thread by itself. Runs under it work with one thread beside the main one, so that the
//! same number means the same call every time. The main thread has made some calls before the program begins (its
//! libraries are loaded); the worker's calls of the same numbers are named by their paths instead.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::site::{Passage, Site, settle};

/// The calls of files, in all the variants that systems have.
pub const CALLS: [&str; 25] = [
    "openat", "openat2", "read", "write", "close", "fsync", "syncfs", "rename", "renameat", "renameat2",
    "link", "linkat", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "fchmod", "getdents64", "flock",
    "statx", "newfstatat", "fdatasync", "ftruncate", "utimensat",
];

/// One call of a run.
#[derive(Debug, Clone)]
pub struct Point {
    /// The name of the call.
    pub call: String,
    /// Its number among the calls of that name, of its thread or, with a path, of those that concern the path.
    pub when: usize,
    /// The path that the calls are counted for, where not all of them are.
    pub path: Option<PathBuf>,
    /// The call as strace shows it.
    pub text: String,
}

impl Point {
    /// The call of this number, whatever it concerns.
    pub fn any(call: &str, when: usize) -> Point {
        Point { call: call.to_owned(), when, path: None, text: String::new() }
    }

    /// The point in words.
    pub fn name(&self) -> String {
        let path = self.path.as_deref().map_or(String::new(), |path| format!(" of {}", path.display()));
        format!("{} number {}{path}: {}", self.call, self.when, self.text)
    }
}

/// Why runs cannot be disturbed here.
pub fn missing() -> Option<&'static str> {
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=fsync"]);
    command.args(["-e", "inject=fsync:error=EIO:when=9", "true"]);
    match command.output() {
        Ok(output) if output.status.success() => None,
        Ok(_) => Some("strace cannot follow programs here"),
        Err(_) => Some("there is no strace"),
    }
}

/// The build of a passage as it can be followed: one thread beside the main one.
pub fn build(site: &Site, passage: Passage) -> Command {
    let mut command = site.command(passage.arguments());
    command.arg("-j1");
    command
}

/// strace around a command, with these arguments.
pub fn around(command: &Command, arguments: &[String]) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-s", "0"]).args(arguments).arg(command.get_program());
    strace.args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        strace.current_dir(folder);
    }
    settle(&mut strace);
    strace
}

/// The calls of a run, each as the process or thread that made it and the line that strace writes; `-1` calls too.
pub fn calls(command: &Command, folder: &Path) -> Vec<(u32, String)> {
    let log = folder.join("calls");
    let names: Vec<String> = CALLS.iter().map(|call| format!("?{call}")).collect();
    let options = ["-y".to_owned(), "-o".to_owned(), log.display().to_string(), "-e".to_owned()];
    let mut options = options.to_vec();
    options.push(format!("trace={}", names.join(",")));
    let output = around(command, &options).output().unwrap();
    assert!(output.status.success(), "{}", crate::site::said(&output));
    let text = fs::read_to_string(&log).unwrap();
    fs::remove_file(&log).unwrap();
    let line = |line: &str| {
        let (thread, call) = line.split_once(' ')?;
        let call = call.trim_start();
        (!call.starts_with('<')).then(|| Some((thread.parse().ok()?, call.to_owned())))?
    };
    text.lines().filter_map(line).collect()
}

/// How often any one thread of a run makes each call.
pub fn most(calls: &[(u32, String)]) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<(u32, &str), usize> = BTreeMap::new();
    for (thread, call) in calls {
        *counts.entry((*thread, name(call))).or_default() += 1;
    }
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for ((_, name), count) in counts {
        let entry = most.entry(name.to_owned()).or_default();
        *entry = count.max(*entry);
    }
    most
}

fn name(call: &str) -> &str {
    call.split('(').next().unwrap_or_default()
}

/// The calls of a run that concern files below `root`, as points at which a run like it can be disturbed.
pub fn points(calls: &[(u32, String)], root: &Path) -> Vec<Point> {
    let root = root.display().to_string();
    let main = calls.first().map(|(thread, _)| *thread);
    let mut of_thread: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    let mut of_path: BTreeMap<(&str, PathBuf), usize> = BTreeMap::new();
    let of_main = |call: &str| {
        calls.iter().filter(|(thread, text)| Some(*thread) == main && name(text) == call).count()
    };
    let mut points = Vec::new();
    for (thread, text) in calls {
        let call = name(text);
        let is_main = Some(*thread) == main;
        let number = of_thread.entry((is_main, call)).or_default();
        *number += 1;
        let Some(path) = path(text, &root) else { continue };
        let number_of_path = of_path.entry((call, path.clone())).or_default();
        *number_of_path += 1;
        let is_hidden = is_main || *number <= of_main(call);
        let text = text.replace(&root, "").chars().take(90).collect();
        let (when, path) = if is_hidden { (*number_of_path, Some(path)) } else { (*number, None) };
        points.push(Point { call: call.to_owned(), when, path, text });
    }
    points
}

/// The first path below `root` that a call names, by itself or by a file handle.
fn path(call: &str, root: &str) -> Option<PathBuf> {
    let start = call.find(root)?;
    let rest = call.get(start..)?;
    let end = rest.find(['"', '>']).unwrap_or(rest.len());
    rest.get(..end).map(PathBuf::from)
}

/// How a disturbed run ended.
pub struct Disturbed {
    /// How it ended, and what it said.
    pub output: Output,
    /// Whether the disturbance came to pass.
    pub happened: bool,
}

/// Runs a command in which `effect` happens to the call of the point; what strace sees goes to a file in the folder.
pub fn disturb(command: &Command, point: &Point, effect: &str, folder: &Path) -> Disturbed {
    let log = folder.join("disturbed");
    let Point { call, when, path, .. } = point;
    let mut options = vec!["-o".to_owned(), log.display().to_string()];
    // Quicker, but signals come to nothing in this mode.
    if !effect.starts_with("signal") {
        options.push("--seccomp-bpf".to_owned());
    }
    if let Some(path) = path {
        // It speaks of a path that it has to shorten.
        options.extend(["-P".to_owned(), path.display().to_string().trim_end_matches('/').to_owned()]);
    }
    options.extend(["-e".to_owned(), format!("trace={call}")]);
    options.extend(["-e".to_owned(), format!("inject={call}:{effect}:when={when}")]);
    let output = around(command, &options).output().unwrap();
    let text = fs::read_to_string(&log).unwrap_or_default();
    // When the program is killed, strace ends by the same signal.
    let happened = text.contains("INJECTED") || output.status.signal() == Some(9);
    Disturbed { output, happened }
}
