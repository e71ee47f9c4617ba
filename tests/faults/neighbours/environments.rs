//! Settings that many machines make for other programs: a run must not show them, or end as it is documented.

use std::process::Command;

use crate::site::{PROGRAM, Passage, Site, Size, differences, said, settle, tree};
use crate::sweep::{Chance, Sweep, count};

/// What a shell does before it becomes the program; with each any run must end well.
const HARMLESS: [&str; 12] = [
    "umask 077", "umask 000", "umask 0222", "ulimit -n 12", "ulimit -n 20", "ulimit -s 256",
    "ulimit -c unlimited", "exec <&-", "exec 3<&-", "unset HOME PATH", "cd /", "trap '' TERM PIPE",
];

const VARIABLES: [(&str, &str); 14] = [
    ("RAYON_NUM_THREADS", "64"),
    ("RAYON_NUM_THREADS", "0"),
    ("RAYON_NUM_THREADS", "x"),
    ("RUST_MIN_STACK", "1"),
    ("RUST_MIN_STACK", "99999999999"),
    ("RUST_LOG", "trace"),
    ("RUST_BACKTRACE", "full"),
    ("TZ", "Pacific/Apia"),
    ("LANG", "tr_TR.UTF-8"),
    ("LC_ALL", "C"),
    ("TMPDIR", "/nonexistent"),
    ("COLUMNS", "1"),
    ("TERM", ""),
    ("CLICOLOR_FORCE", "1"),
];

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn neighbours_environments() {
    let mut sweep = Sweep::new("neighbours_environments");
    let mut chance = Chance::new("neighbours_environments");
    let site = Site::new(Size::Few);
    for passage in [Passage::First, Passage::Change] {
        let trees = site.trees(passage);
        for run in 0..count(60) {
            site.begin(passage);
            let mut command = Command::new("sh");
            settle(&mut command);
            let mut told = Vec::new();
            for _ in 0..chance.below(4) {
                let (name, value) = VARIABLES[chance.below(VARIABLES.len())];
                command.env(name, value);
                told.push(format!("{name}={value}"));
            }
            let mut script = String::new();
            for _ in 0..=chance.below(3) {
                let line = HARMLESS[chance.below(HARMLESS.len())];
                script.push_str(&format!("{line} && "));
                told.push(line.to_owned());
            }
            command
                .arg("-c")
                .arg(format!("{script}exec \"$0\" \"$@\""))
                .arg(PROGRAM)
                .arg("build")
                .arg(&site.root);
            let output = command.args(passage.arguments()).output().unwrap();
            let mut faults = Vec::new();
            if output.status.code() != Some(0) {
                faults.push(format!("{}: {}", output.status, said(&output)));
            }
            faults.extend(differences(&trees.new, &tree(&site.public)));
            sweep.add(&format!("{passage:?}, {run}: {}", told.join(", ")), true, faults);
        }
    }
    sweep.end(100);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn neighbours_limits() {
    let mut sweep = Sweep::new("neighbours_limits");
    let site = Site::new(Size::Many);
    let trees = site.trees(Passage::Change);
    for limit in (3..40)
        .map(|files| format!("ulimit -n {files}"))
        .chain((0..9).map(|size| format!("ulimit -f {size}")))
    {
        site.begin(Passage::Change);
        let mut command = Command::new("sh");
        settle(&mut command);
        command
            .arg("-c")
            .arg(format!("{limit} && exec \"$0\" \"$@\""))
            .arg(PROGRAM)
            .arg("build")
            .arg(&site.root);
        let output = command.output().unwrap();
        let (code, found) = (output.status.code(), tree(&site.public));
        let is_whole =
            differences(&trees.new, &found).is_empty() || differences(&trees.old, &found).is_empty();
        let mut faults = Vec::new();
        // 127: the shell itself could not go on.
        if !is_whole || !matches!(code, Some(0 | 4 | 127)) {
            faults.push(format!("{}: {}", output.status, said(&output)));
        }
        faults.extend(site.recover(Passage::Change, &trees));
        sweep.add(&limit, code != Some(0), faults);
    }
    sweep.end(10);
}
