//! Another local user, who may read what is served, or even write beside it, and wants to stop the runs or to lead them
//! astray.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::site::{Passage, Site, Size, differences, said, tree};
use crate::sweep::{self, Sweep};

const NAME: &str = "neighbours_users";
const NOBODY: u32 = 65534;

/// A program of the other user, ended when it is dropped.
struct Other(Child);

impl Other {
    fn start(script: &str) -> Option<Other> {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", script]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().ok().map(Other)
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the other user does while runs go on; `$P` is the folder of the feeds.
const READERS: [&str; 4] = [
    "exec flock -s \"$P\" sleep 60",
    "exec flock -s \"$P/rss.xml\" sleep 60",
    "while :; do mkdir \"$P/.feedmill-tmp\"; flock -n \"$P/.feedmill-tmp\" sleep 1; done",
    "while :; do cat \"$P\"/.feedmill-tmp/*; done",
];

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn neighbours_users() {
    let mut sweep = Sweep::new(NAME);
    if !rustix::process::geteuid().is_root() {
        return sweep::skip(NAME, "only root can act as another user");
    }
    let site = Site::new(Size::Few);
    fs::set_permissions(site.folder.path(), Permissions::from_mode(0o755)).unwrap();
    let trees = site.trees(Passage::Change);
    for script in READERS {
        for _ in 0..sweep::count(5) {
            site.begin(Passage::Change);
            let script = format!("P='{}'; {script}", site.public.display());
            let Some(other) = Other::start(&script) else {
                return sweep::skip(NAME, "setpriv cannot be started");
            };
            sleep(Duration::from_millis(100));
            let output = site.command(Passage::Change.arguments()).output().unwrap();
            drop(other);
            let mut faults = differences(&trees.new, &tree(&site.public));
            if output.status.code() != Some(0) {
                faults.push(format!("{}: {}", output.status, said(&output)));
            }
            faults.extend(site.recover(Passage::Change, &trees));
            sweep.add(&script, true, faults);
        }
    }
    planted(&site, &mut sweep);
    sweep.end(100);
}

/// What the other user has put in the place of the folder of temporary files, where others may write into that of the feeds.
fn planted(site: &Site, sweep: &mut Sweep) {
    let trees = site.trees(Passage::Change);
    let outside = site.folder.path().join("outside");
    fs::create_dir_all(outside.join("inner")).unwrap();
    fs::write(outside.join("inner/kept"), "kept").unwrap();
    let temporary = site.public.join(".feedmill-tmp");
    let plant_folder = |mode: u32| {
        fs::create_dir(&temporary).unwrap();
        fs::write(temporary.join("0"), "planted").unwrap();
        fs::set_permissions(&temporary, Permissions::from_mode(mode)).unwrap();
        chown(&temporary, Some(NOBODY), Some(NOBODY)).unwrap();
    };
    let plants: [(&str, &dyn Fn()); 4] = [
        ("a folder", &|| plant_folder(0o777)),
        ("a closed folder", &|| plant_folder(0o000)),
        ("a link", &|| std::os::unix::fs::symlink(&outside, &temporary).unwrap()),
        ("a file", &|| fs::write(&temporary, "planted").unwrap()),
    ];
    for (what, plant) in plants {
        site.begin(Passage::Change);
        plant();
        let output = site.command(Passage::Change.arguments()).output().unwrap();
        let mut faults = differences(&trees.new, &tree(&site.public));
        if output.status.code() != Some(0) {
            faults.push(format!("{}: {}", output.status, said(&output)));
        }
        if fs::read_to_string(outside.join("inner/kept")).ok().as_deref() != Some("kept") {
            faults.push("a file outside is gone".to_owned());
        }
        sweep.add(what, true, faults);
    }
}
