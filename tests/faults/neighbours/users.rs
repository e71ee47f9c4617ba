//! Another local user: what somebody without rights does to the places of a publication holds up no run and changes no feed.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
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
