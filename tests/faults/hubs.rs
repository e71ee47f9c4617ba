//! Runs that tell a hub and are killed: the hub is never told of what is not published, and hears of every change from the runs that follow.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::hub::Hub;
use crate::site::{PRESENT, PROGRAM, tree};
use crate::sweep::{self, Moments, Sweep};

/// A project whose feeds are in a folder that the hub fetches them from.
struct Press {
    folder: TempDir,
    hub: Hub,
}

impl Press {
    fn new() -> Press {
        let folder = tempfile::tempdir().unwrap();
        let hub = Hub::new(&folder.path().join("public"));
        let config = format!(
            "site: {{title: The Example Gazette, url: '{}'}}\nfeeds: {{hub: '{}'}}\n",
            hub.site(),
            hub.url()
        );
        fs::write(folder.path().join("feedmill.yaml"), config).unwrap();
        Press { folder, hub }
    }

    /// The articles of this round; half of the topics stay as they are.
    fn write(&self, round: usize) {
        for day in 1..9 {
            let text = if day % 2 == 0 { round } else { 0 };
            let article = format!(
                "---\ntitle: Article {day}\ndate: 2020-11-{day:02}\ntopics: [t{day}]\n---\nText {text} of {day}.\n"
            );
            fs::write(self.folder.path().join(format!("{day}.md")), article).unwrap();
        }
    }

    fn build(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(["build", "-q", "--ping"]).arg(self.folder.path()).env("SOURCE_DATE_EPOCH", PRESENT);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Kills the run that publishes a round after so long, lets another one follow, and says what was wrong after either.
    fn kill(&self, round: usize, delay: Duration) -> (bool, Vec<String>) {
        let public = self.folder.path().join("public");
        let old = tree(&public);
        self.hub.delivered();
        self.write(round);
        let mut child = self.build().spawn().unwrap();
        sleep(delay);
        child.kill().unwrap();
        let was_killed = child.wait().unwrap().signal().is_some();
        let mut faults = Vec::new();
        let code = self.build().status().unwrap().code();
        if code != Some(0) {
            faults.push(format!("the next run ends with {code:?}"));
        }
        let new = tree(&public);
        let changed: BTreeSet<&String> = new.keys().filter(|path| old.get(*path) != new.get(*path)).collect();
        let delivered = self.hub.delivered();
        if !delivered.iter().all(|(path, bytes)| new.get(path) == Some(bytes)) {
            faults.push("the hub was told of a feed before it was published".to_owned());
        }
        if delivered.iter().map(|(path, _)| path).collect::<BTreeSet<_>>() != changed {
            faults.push("the hub was not told of all that changed, and of nothing else".to_owned());
        }
        if self.folder.path().join(".feedmill/untold").exists() {
            faults.push("the list of what hubs must be told is left".to_owned());
        }
        (was_killed, faults)
    }
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn kill_before_hubs_are_told() {
    let mut sweep = Sweep::new("kill_before_hubs_are_told");
    let press = Press::new();
    press.write(0);
    let begun = Instant::now();
    assert!(press.build().status().unwrap().success());
    let mut moments = Moments::within("hubs", begun.elapsed());
    for round in 1..=sweep::count(200) {
        let delay = moments.next();
        let (was_killed, faults) = press.kill(round, delay);
        moments.learn(was_killed);
        sweep.add(&format!("after {delay:?}"), was_killed, faults);
    }
    sweep.end(60);
}
