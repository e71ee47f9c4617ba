//! System calls that fail: each kind of error at each call that concerns the project, and what the run makes of it.

use std::process::Output;

use crate::conversion::Conversion;
use crate::site::{Passage, Site, Size, Tree, Trees, differences, said, tree, unsound};
use crate::strace::{self, Point};
use crate::sweep::{self, Sweep};

/// What each call can fail with.
const ERRORS: [(&str, &[&str]); 22] = [
    ("openat", &["EIO", "EACCES", "ENOSPC", "EROFS", "EMFILE", "EDQUOT", "ENFILE"]),
    ("read", &["EIO"]),
    ("write", &["ENOSPC", "EIO", "EDQUOT"]),
    ("close", &["EIO", "ENOSPC", "EDQUOT"]),
    ("fsync", &["EIO", "ENOSPC", "EDQUOT"]),
    ("fdatasync", &["EIO", "ENOSPC", "EDQUOT"]),
    ("syncfs", &["EIO", "ENOSPC", "EDQUOT"]),
    ("rename", &["EIO", "ENOSPC", "EACCES", "EROFS", "EDQUOT"]),
    ("renameat", &["EIO", "ENOSPC", "EACCES", "EROFS", "EDQUOT"]),
    ("renameat2", &["EIO", "ENOSPC", "EACCES", "EROFS", "EDQUOT"]),
    ("link", &["EIO", "ENOSPC", "EACCES"]),
    ("linkat", &["EIO", "ENOSPC", "EACCES"]),
    ("unlink", &["EIO", "EACCES", "EROFS"]),
    ("unlinkat", &["EIO", "EACCES", "EROFS"]),
    ("rmdir", &["EIO", "EACCES", "EROFS"]),
    ("mkdir", &["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EIO"]),
    ("mkdirat", &["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EIO"]),
    ("fchmod", &["EIO", "EROFS"]),
    ("getdents64", &["EIO"]),
    ("flock", &["EIO", "ENOLCK"]),
    ("statx", &["EIO", "EACCES"]),
    ("newfstatat", &["EIO", "EACCES"]),
];

/// The calls that a signal can interrupt. A run goes on then as if nothing had been.
const INTERRUPTED: [&str; 4] = ["openat", "read", "write", "fsync"];

const PASSAGES: [(Size, Passage); 4] = [
    (Size::Many, Passage::Change),
    (Size::Few, Passage::Change),
    (Size::Few, Passage::First),
    (Size::Few, Passage::Prune),
];

/// What is wrong with a run that may have met an error, by its exit code, what it said, and the tree.
pub fn misjudged(output: &Output, trees: &Trees, found: &Tree, root: &str) -> Vec<String> {
    let text = said(output);
    let mut faults = Vec::new();
    if text.contains("panicked") {
        faults.push("the program panics".to_owned());
    }
    let short: String = text.lines().last().unwrap_or_default().replace(root, "").chars().take(80).collect();
    match output.status.code() {
        Some(0) => {
            let differences = differences(&trees.new, found);
            faults.extend(differences.into_iter().map(|fault| format!("exit code 0, but {fault}")));
        }
        Some(1) => {
            if !text.contains("error: unreadable: ") {
                faults.push(format!("exit code 1 and no record named: {short}"));
            }
            faults.extend(broken(found));
        }
        Some(code @ (2 | 3)) => {
            let differences = differences(&trees.old, found);
            faults.extend(differences.into_iter().map(|fault| format!("exit code {code}, but {fault}")));
        }
        Some(4) => {
            if !text.contains(root) {
                faults.push(format!("exit code 4 and no path named: {short}"));
            }
            faults.extend(unsound(trees, found));
        }
        code => faults.push(format!("exit code {code:?}: {short}")),
    }
    faults
}

/// The files of a tree that are no whole feeds.
pub fn broken(found: &Tree) -> Vec<String> {
    let feeds = found.iter().filter(|(path, _)| !path.starts_with(crate::site::TEMPORARY));
    let is_broken = |(_, bytes): &(&String, &Vec<u8>)| feed_rs::parser::parse(bytes.as_slice()).is_err();
    feeds.filter(is_broken).map(|(path, _)| format!("{path} is no whole feed")).collect()
}

/// The points of one call, not too many of them.
fn of_call<'p>(points: &'p [Point], call: &str) -> Vec<&'p Point> {
    let all: Vec<&Point> = points.iter().filter(|point| point.call == call).collect();
    sweep::points(all.len()).into_iter().map(|number| all[number - 1]).collect()
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn errors_at_every_call() {
    if let Some(why) = strace::missing() {
        return sweep::skip("errors_at_every_call", why);
    }
    let mut sweep = Sweep::new("errors_at_every_call");
    for (size, passage) in PASSAGES {
        let site = Site::new(size);
        let trees = site.trees(passage);
        let mut arguments = passage.arguments().to_vec();
        arguments.push("-j1");
        let command = site.command(&arguments);
        site.begin(passage);
        let points = strace::points(&strace::calls(&command, site.folder.path()), &site.root);
        for (call, errors) in ERRORS {
            for (number, point) in of_call(&points, call).into_iter().enumerate() {
                let error = errors[number % errors.len()];
                site.begin(passage);
                let run = strace::disturb(&command, point, &format!("error={error}"), &site);
                let root = site.root.display().to_string();
                let mut faults = misjudged(&run.output, &trees, &tree(&site.public), &root);
                faults.extend(site.recover(passage, &trees));
                sweep.add(&format!("{size:?}, {passage:?}, {error}: {}", point.name()), run.happened, faults);
            }
        }
    }
    sweep.end(80);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn errors_of_interruption_change_nothing() {
    if let Some(why) = strace::missing() {
        return sweep::skip("errors_of_interruption_change_nothing", why);
    }
    let mut sweep = Sweep::new("errors_of_interruption_change_nothing");
    for (size, passage) in [(Size::Many, Passage::Change), (Size::Few, Passage::Change)] {
        let site = Site::new(size);
        let trees = site.trees(passage);
        let command = site.command(&["-j1", "-q"]);
        site.begin(passage);
        let points = strace::points(&strace::calls(&command, site.folder.path()), &site.root);
        for call in INTERRUPTED {
            for point in of_call(&points, call) {
                site.begin(passage);
                let run = strace::disturb(&command, point, "error=EINTR", &site);
                let mut faults = differences(&trees.new, &tree(&site.public));
                if run.output.status.code() != Some(0) || !run.output.stderr.is_empty() {
                    faults.push(format!("{}: {}", run.output.status, said(&run.output)));
                }
                sweep.add(&format!("{size:?}: {}", point.name()), run.happened, faults);
            }
        }
    }
    sweep.end(80);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn errors_of_conversions() {
    if let Some(why) = strace::missing() {
        return sweep::skip("errors_of_conversions", why);
    }
    let mut sweep = Sweep::new("errors_of_conversions");
    for is_folder in [false, true] {
        let conversion = Conversion::new(is_folder);
        let base = conversion.site.root.parent().unwrap().to_path_buf();
        let command = conversion.command();
        conversion.begin();
        let points = strace::points(&strace::calls(&command, &base), &base);
        for (call, errors) in ERRORS {
            for (number, point) in of_call(&points, call).into_iter().enumerate() {
                let error = errors[number % errors.len()];
                conversion.begin();
                let run = strace::disturb(&command, point, &format!("error={error}"), &conversion.site);
                let root = base.display().to_string();
                let mut faults = misjudged(&run.output, &conversion.trees, &conversion.result(), &root);
                // An input that cannot be read leaves everything as it is.
                if run.output.status.code() == Some(1) {
                    faults.retain(|fault| !fault.contains("no whole feed"));
                    faults.extend(differences(&conversion.trees.old, &conversion.result()));
                }
                faults.extend(conversion.after());
                sweep.add(&format!("{error}: {}", point.name()), run.happened, faults);
            }
        }
    }
    sweep.end(50);
}
