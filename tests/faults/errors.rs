//! System calls that fail: each call that concerns the project with one of its errors in turn, or with each of them where
//! every call is asked for, and what the run makes of it.

use std::process::Output;

use crate::conversion::Conversion;
use crate::site::{PASSAGES, Site, Tree, Trees, differences, said, served, tree, unsound};
use crate::strace::{self, Disturbed, Point};
use crate::sweep::{self, Sweep};

/// What each call can fail with.
const ERRORS: [(&str, &[&str]); 25] = [
    ("openat", &["EIO", "EACCES", "ENOSPC", "EROFS", "EMFILE", "EDQUOT", "ENFILE"]),
    ("openat2", &["EIO", "EACCES", "ENOSPC", "EROFS", "EMFILE", "EDQUOT", "ENFILE"]),
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
    ("utimensat", &["EIO", "EPERM", "EROFS"]),
    ("ftruncate", &["EIO", "ENOSPC"]),
    ("getdents64", &["EIO"]),
    ("flock", &["EIO", "ENOLCK"]),
    ("statx", &["EIO", "EACCES"]),
    ("newfstatat", &["EIO", "EACCES"]),
];

/// The calls that a signal can interrupt. A run goes on then as if nothing had been.
const INTERRUPTED: [&str; 23] = [
    "openat", "openat2", "read", "write", "fsync", "syncfs", "rename", "renameat", "linkat", "unlink",
    "unlinkat", "rmdir", "mkdir", "mkdirat", "statx", "newfstatat", "getdents64", "flock", "fchmod",
    "ftruncate", "close", "renameat2", "utimensat",
];

/// The calls by which what is published becomes durable and gets its place.
const PUBLISHING: [&str; 9] =
    ["fsync", "fdatasync", "syncfs", "rename", "renameat", "renameat2", "linkat", "fchmod", "utimensat"];

/// What the program says where it has published nothing.
const NOTHING: &str = "nothing is published, old files are intact";

/// What is wrong with a run that has met an error in publishing and does not end with it. What is remembered for the next run
/// may be lost: it is not durable by intent.
fn concealed(run: &Disturbed, point: &Point) -> Option<String> {
    let is_memory = ["/.feedmill/", "/.feedmill>"].iter().any(|folder| point.text.contains(folder));
    let is_publishing = PUBLISHING.contains(&point.call.as_str()) && !is_memory;
    let is_concealed = run.happened && is_publishing && run.output.status.code() != Some(4);
    is_concealed.then(|| format!("{} is passed over: {}", point.call, run.output.status))
}

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
            // A lock that cannot be removed stays for the next run to take over.
            let differences = differences(&trees.new, &served(found.clone()));
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
            if text.contains(NOTHING) {
                let differences = differences(&trees.old, &served(found.clone()));
                faults.extend(differences.into_iter().map(|fault| format!("{NOTHING}, but {fault}")));
            }
            faults.extend(unsound(trees, found));
        }
        code => faults.push(format!("exit code {code:?}: {short}")),
    }
    faults
}

/// How files end that are no feeds.
const ENDS: [(&str, &str); 3] = [(".html", "</html>\n"), (".opml", "</opml>\n"), (".css", "}\n")];

/// What is said of a file that is not whole, behind its path.
const BROKEN: &str = " is not whole";

/// The files of a tree that are no whole feeds, pages, lists or stylesheets.
pub fn broken(found: &Tree) -> Vec<String> {
    let is_broken = |(path, bytes): &(String, Vec<u8>)| {
        let end = ENDS.iter().find(|(name, _)| path.ends_with(name));
        end.map_or_else(
            || feed_rs::parser::parse(bytes.as_slice()).is_err(),
            |(_, end)| !bytes.ends_with(end.as_bytes()),
        )
    };
    let broken = served(found.clone()).into_iter().filter(is_broken);
    broken.map(|(path, _)| format!("{path}{BROKEN}")).collect()
}

/// The points of one call, not too many of them.
fn of_call<'p>(points: &'p [Point], call: &str) -> Vec<&'p Point> {
    let all: Vec<&Point> = points.iter().filter(|point| point.call == call).collect();
    sweep::points(all.len()).into_iter().map(|number| all[number - 1]).collect()
}

/// The points of a run, and with which errors each of them is to fail: one after the other in turn, or all of them at each.
fn failing(points: &[Point]) -> Vec<(&Point, &'static str)> {
    let mut failing = Vec::new();
    for (call, errors) in ERRORS {
        for (number, point) in of_call(points, call).into_iter().enumerate() {
            match sweep::is_thorough() {
                true => failing.extend(errors.iter().map(|error| (point, *error))),
                false => failing.push((point, errors[number % errors.len()])),
            }
        }
    }
    failing
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
        let command = strace::build(&site, passage);
        let root = site.root.display().to_string();
        site.begin(passage);
        let points = strace::points(&strace::calls(&command, site.folder.path()), &site.root);
        for (point, error) in failing(&points) {
            site.begin(passage);
            let run = strace::disturb(&command, point, &format!("error={error}"), site.folder.path());
            let mut faults = misjudged(&run.output, &trees, &tree(&site.public), &root);
            faults.extend(concealed(&run, point));
            faults.extend(site.recover(passage, &trees));
            sweep.add(&format!("{size:?}, {passage:?}, {error}: {}", point.name()), run.happened, faults);
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
        let command = conversion.command();
        let root = conversion.base.display().to_string();
        conversion.begin();
        let points = strace::points(&strace::calls(&command, &conversion.base), &conversion.base);
        for (point, error) in failing(&points) {
            conversion.begin();
            let run = strace::disturb(&command, point, &format!("error={error}"), &conversion.base);
            let mut faults = misjudged(&run.output, &conversion.trees, &conversion.result(), &root);
            // An input that cannot be read leaves everything as it is.
            if run.output.status.code() == Some(1) {
                faults.retain(|fault| !fault.ends_with(BROKEN));
                faults.extend(differences(&conversion.trees.old, &conversion.result()));
            }
            faults.extend(concealed(&run, point));
            faults.extend(conversion.after());
            sweep.add(&format!("{error}: {}", point.name()), run.happened, faults);
        }
    }
    sweep.end(50);
}

/// What is wrong with a run in which a call was interrupted: that anything has come of it.
fn troubled(output: &Output, trees: &Trees, found: &Tree) -> Vec<String> {
    let mut faults = differences(&trees.new, found);
    if output.status.code() != Some(0) || !output.stderr.is_empty() {
        faults.push(format!("{}: {}", output.status, said(output)));
    }
    faults
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn errors_of_interruption_change_nothing() {
    if let Some(why) = strace::missing() {
        return sweep::skip("errors_of_interruption_change_nothing", why);
    }
    let mut sweep = Sweep::new("errors_of_interruption_change_nothing");
    let interrupted = |points: &[Point]| {
        INTERRUPTED.map(|call| of_call(points, call).into_iter().cloned().collect::<Vec<_>>())
    };
    for (size, passage) in PASSAGES {
        let site = Site::new(size);
        let trees = site.trees(passage);
        let mut command = strace::build(&site, passage);
        command.arg("-q");
        site.begin(passage);
        let points = strace::points(&strace::calls(&command, site.folder.path()), &site.root);
        for point in interrupted(&points).concat() {
            site.begin(passage);
            let run = strace::disturb(&command, &point, "error=EINTR", site.folder.path());
            let faults = troubled(&run.output, &trees, &tree(&site.public));
            sweep.add(&format!("{size:?}, {passage:?}: {}", point.name()), run.happened, faults);
        }
    }
    for is_folder in [false, true] {
        let conversion = Conversion::new(is_folder);
        let command = conversion.command();
        conversion.begin();
        let points = strace::points(&strace::calls(&command, &conversion.base), &conversion.base);
        for point in interrupted(&points).concat() {
            conversion.begin();
            let run = strace::disturb(&command, &point, "error=EINTR", &conversion.base);
            let faults = troubled(&run.output, &conversion.trees, &conversion.files());
            sweep.add(&format!("conversion, {}", point.name()), run.happened, faults);
        }
    }
    sweep.end(80);
}
