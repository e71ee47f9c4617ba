//! Environments: random variables, limits and masks in which a build gives the same bytes, or says why not.

use std::process::Command;

use crate::site::{Passage, Site, Size, differences, said, settle, tree};
use crate::sweep::{self, Chance, Sweep};

/// Variables that machines set for other programs, with values that must not matter.
const VARIABLES: [(&str, &[&str]); 18] = [
    ("RAYON_NUM_THREADS", &["0", "1", "200", "-1", "many"]),
    ("RAYON_RS_NUM_CPUS", &["1", "200"]),
    ("RUST_MIN_STACK", &["0", "1", "4096", "1000000000000", "deep"]),
    ("RUST_BACKTRACE", &["0", "1", "full"]),
    ("RUST_LIB_BACKTRACE", &["1"]),
    ("RUST_LOG", &["trace"]),
    ("LANG", &["C", "tr_TR.UTF-8", "no such place"]),
    ("LC_ALL", &["C", "POSIX", "de_DE.UTF-8", "\u{1b}[2J"]),
    ("TZ", &["Asia/Kathmandu", ":/etc/passwd", "../../etc/shadow", "UTC+25"]),
    ("HOME", &["", "/nonexistent", "relative"]),
    ("TMPDIR", &["", "/nonexistent", "/proc", "relative"]),
    ("PATH", &["", "/nonexistent"]),
    ("PWD", &["/", "/nonexistent"]),
    ("TERM", &["", "dumb", "xterm-256color"]),
    ("COLUMNS", &["0", "1", "99999999999"]),
    ("CLICOLOR_FORCE", &["1"]),
    ("USER", &["", "root; true"]),
    ("XDG_RUNTIME_DIR", &["/nonexistent"]),
];

/// What a shell sets before the program begins: masks, limits that are wide enough, and closed descriptors.
const SETTINGS: [&str; 10] = [
    ":", "umask 000", "umask 022", "umask 027", "ulimit -n 64", "ulimit -s 1024", "ulimit -c unlimited",
    "exec </dev/null >&-", "exec 2>&-", "exec <&-",
];

/// The build in a random environment, and what it is called.
fn surround(site: &Site, passage: Passage, chance: &mut Chance) -> (Command, String) {
    let build = site.command(passage.arguments());
    let setting = SETTINGS[chance.below(SETTINGS.len())];
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(format!("{setting}; exec \"$0\" \"$@\""));
    command.arg(build.get_program()).args(build.get_args());
    let mut name = vec![setting.to_owned()];
    for _ in 0..=chance.below(4) {
        let (variable, values) = VARIABLES[chance.below(VARIABLES.len())];
        let value = values[chance.below(values.len())];
        command.env(variable, value);
        name.push(format!("{variable}={}", value.escape_debug()));
    }
    settle(&mut command);
    (command, name.join(" "))
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn neighbours_in_any_environment() {
    let mut sweep = Sweep::new("neighbours_in_any_environment");
    let mut chance = Chance::new("neighbours_in_any_environment");
    let site = Site::new(Size::Few);
    let trees = site.trees(Passage::Change);
    for _ in 0..sweep::count(60) {
        site.begin(Passage::Change);
        let (mut command, name) = surround(&site, Passage::Change, &mut chance);
        let output = command.output().unwrap();
        let mut faults = differences(&trees.new, &tree(&site.public));
        if output.status.code() != Some(0) {
            faults.push(format!("{}: {}", output.status, said(&output)));
        }
        faults.extend(site.recover(Passage::Change, &trees));
        sweep.add(&name, true, faults);
    }
    sweep.end(100);
}

/// With few open files or small ones a run publishes all of a change or nothing, and says which.
#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn neighbours_with_narrow_limits() {
    let mut sweep = Sweep::new("neighbours_with_narrow_limits");
    let site = Site::new(Size::Many);
    let trees = site.trees(Passage::Change);
    let files = (3..40).map(|files| format!("ulimit -n {files}"));
    for limit in files.chain((0..9).map(|size| format!("ulimit -f {size}"))) {
        site.begin(Passage::Change);
        let build = site.command(Passage::Change.arguments());
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(format!("{limit} && exec \"$0\" \"$@\""));
        command.arg(build.get_program()).args(build.get_args());
        settle(&mut command);
        let output = command.output().unwrap();
        let (code, mut found) = (output.status.code(), tree(&site.public));
        // A run that cannot go on cannot always take its lock away.
        found.retain(|path, _| !path.starts_with(".feedmill-tmp/"));
        let is_whole = [&trees.old, &trees.new].iter().any(|whole| differences(whole, &found).is_empty());
        let mut faults = Vec::new();
        // With too few the shell cannot go on (127), or the loader of the program.
        if !is_whole || !matches!(code, Some(0 | 4 | 127)) {
            faults.push(format!("{}: {}", output.status, said(&output)));
        }
        faults.extend(site.recover(Passage::Change, &trees));
        sweep.add(&limit, code != Some(0), faults);
    }
    sweep.end(10);
}
