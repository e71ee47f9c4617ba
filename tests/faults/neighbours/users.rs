//! Another local user: what somebody without rights does to the places of a publication holds up no run and changes no feed.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::site::{Passage, Site, Size, differences, said, tree};
use crate::sweep::{self, Sweep};

/// A shell script run by nobody, who is not the owner of anything.
fn by_nobody(script: &str, place: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", script, "sh"]);
    command.arg(place).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn neighbours_who_lock_what_is_served() {
    let site = Site::new(Size::Few);
    fs::set_permissions(site.folder.path(), Permissions::from_mode(0o755)).unwrap();
    if !by_nobody("flock --version", &site.root).status().is_ok_and(|status| status.success()) {
        return sweep::skip("neighbours_who_lock_what_is_served", "needs setpriv, flock and root");
    }
    let mut sweep = Sweep::new("neighbours_who_lock_what_is_served");
    let trees = site.trees(Passage::Change);
    for kind in ["-s", "-x"] {
        site.begin(Passage::Change);
        // Every file and folder that can be opened is locked until this ends, by one process for each.
        let script = format!(
            "find \"$1\" | while read -r path; do flock {kind} \"$path\" sleep 5 & done; sleep 5; wait"
        );
        let mut neighbour = by_nobody(&script, &site.root).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_secs(1));
        let output = site.command(&[]).output().unwrap();
        let was_there = neighbour.try_wait().unwrap().is_none();
        let mut faults = differences(&trees.new, &tree(&site.public));
        if output.status.code() != Some(0) {
            faults.push(format!("{}: {}", output.status, said(&output)));
        }
        neighbour.wait().unwrap();
        faults.extend(site.recover(Passage::Change, &trees));
        sweep.add(&format!("flock {kind} of everything"), was_there, faults);
    }
    sweep.end(100);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn neighbours_who_are_at_it_all_the_time() {
    let name = "neighbours_who_are_at_it_all_the_time";
    let site = Site::new(Size::Few);
    fs::set_permissions(site.folder.path(), Permissions::from_mode(0o755)).unwrap();
    if !by_nobody("flock --version", &site.public).status().is_ok_and(|status| status.success()) {
        return sweep::skip(name, "needs setpriv, flock and root");
    }
    let mut sweep = Sweep::new(name);
    let trees = site.trees(Passage::Change);
    for script in [
        "while :; do flock -s \"$1/rss.xml\" true; done",
        "while :; do mkdir \"$1/.feedmill-tmp\"; flock -n \"$1/.feedmill-tmp\" sleep 1; done",
        "while :; do cat \"$1\"/.feedmill-tmp/* \"$1\"/../.feedmill/*; done",
    ] {
        for _ in 0..sweep::count(5) {
            site.begin(Passage::Change);
            let mut neighbour = by_nobody(script, &site.public).spawn().unwrap();
            let output = site.command(Passage::Change.arguments()).output().unwrap();
            let was_there = neighbour.try_wait().unwrap().is_none();
            neighbour.kill().unwrap();
            neighbour.wait().unwrap();
            let mut faults = differences(&trees.new, &tree(&site.public));
            if output.status.code() != Some(0) {
                faults.push(format!("{}: {}", output.status, said(&output)));
            }
            faults.extend(site.recover(Passage::Change, &trees));
            sweep.add(script, was_there, faults);
        }
    }
    sweep.end(100);
}

/// What somebody else has put in the place of the folder of temporary files, where all may write into that of the feeds.
#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn neighbours_who_plant_what_runs_use() {
    const NOBODY: Option<u32> = Some(65534);
    let name = "neighbours_who_plant_what_runs_use";
    let mut sweep = Sweep::new(name);
    let site = Site::new(Size::Few);
    let trees = site.trees(Passage::Change);
    let outside = site.folder.path().join("outside");
    fs::create_dir_all(outside.join("inner")).unwrap();
    fs::write(outside.join("inner/kept"), "kept").unwrap();
    if chown(&outside, NOBODY, NOBODY).is_err() {
        return sweep::skip(name, "only root can give a file away");
    }
    let temporary = site.public.join(".feedmill-tmp");
    let folder = |mode: u32| {
        fs::create_dir(&temporary).unwrap();
        fs::write(temporary.join("0"), "planted").unwrap();
        fs::set_permissions(&temporary, Permissions::from_mode(mode)).unwrap();
        chown(&temporary, NOBODY, NOBODY).unwrap();
    };
    let plants: [(&str, &dyn Fn()); 5] = [
        ("a folder", &|| folder(0o777)),
        ("a closed folder", &|| folder(0o000)),
        ("a link", &|| symlink(&outside, &temporary).unwrap()),
        ("a link to nothing", &|| symlink("nowhere", &temporary).unwrap()),
        ("a file", &|| fs::write(&temporary, "planted").unwrap()),
    ];
    for (what, plant) in plants {
        site.begin(Passage::Change);
        plant();
        let output = site.command(Passage::Change.arguments()).output().unwrap();
        let mut found = tree(&site.public);
        found.remove(".feedmill-tmp/0");
        // What may be a run of another user is left alone.
        let (code, expected) = if what.ends_with("folder") { (4, &trees.old) } else { (0, &trees.new) };
        let mut faults = differences(expected, &found);
        if output.status.code() != Some(code) {
            faults.push(format!("{}: {}", output.status, said(&output)));
        }
        if fs::read_to_string(outside.join("inner/kept")).ok().as_deref() != Some("kept") {
            faults.push("a file outside is gone".to_owned());
        }
        sweep.add(what, true, faults);
    }
    sweep.end(100);
}
