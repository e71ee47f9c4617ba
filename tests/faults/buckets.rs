//! Runs into an object store that are killed at random moments: no object is ever anything but old or new, nobody is told of what is not
//! there yet, neither a cache nor a hub, and the next run mends the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::bucket::{Bucket, Object};
use crate::hub::Hub;
use crate::site::{PRESENT, PROGRAM};
use crate::sweep::{self, Moments, Sweep};

/// A project that publishes into a bucket of its own.
struct Press {
    folder: TempDir,
    bucket: Bucket,
    /// Who is told of feeds, and serves them from the bucket.
    hub: Hub,
    /// The objects before and after the change that runs are killed at.
    old: BTreeMap<String, Object>,
    new: BTreeMap<String, Vec<u8>>,
    /// How long a run lasts that nothing disturbs.
    lasted: Duration,
}

impl Press {
    fn new() -> Press {
        let folder = tempfile::tempdir().unwrap();
        let told = folder.path().join("told");
        let bucket = Bucket::new();
        let served = bucket.served();
        let hub = Hub::serving(move |path| served(&format!("feeds/{path}")));
        let config = format!(
            "site: {{title: The Example Gazette, url: '{}'}}\ninput: {{permalink: '/:title/', paths: [articles]}}\n\
             feeds: {{hub: '{}'}}\noutput: {{url: 's3://news/feeds', timeout: 5s, takeover: 1s, precompressed: [gzip],\n  \
             purge: {{command: [sh, -c, 'cat >> {}']}}}}\n",
            hub.site(),
            hub.url(),
            told.display()
        );
        fs::write(folder.path().join("feedmill.yaml"), config).unwrap();
        let (old, new, lasted) = (BTreeMap::new(), BTreeMap::new(), Duration::ZERO);
        let mut press = Press { folder, bucket, hub, old, new, lasted };
        press.write("Text", "river");
        assert!(press.build().status().unwrap().success());
        press.old = press.bucket.objects();
        press.write("Other text", "mill");
        let begun = Instant::now();
        assert!(press.build().status().unwrap().success());
        press.lasted = begun.elapsed();
        press.new = press.bucket.feeds();
        press
    }

    /// The articles; the last of them is alone in its topic.
    fn write(&self, text: &str, topic: &str) {
        let folder = self.folder.path().join("articles");
        fs::create_dir_all(&folder).unwrap();
        for day in 1..6 {
            let topic = if day == 1 { topic } else { "weir" };
            let article = format!(
                "---\ntitle: Article {day}\ndate: 2020-11-{day:02}\ntopics: [{topic}, t{day}]\n---\n{text} of {day}.\n"
            );
            fs::write(folder.join(format!("{day}.md")), article).unwrap();
        }
    }

    fn build(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        self.bucket.give_to(command.args(["build", "-q", "--ping"]).arg(self.folder.path()));
        command
            .env("SOURCE_DATE_EPOCH", PRESENT)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn told(&self) -> BTreeSet<String> {
        let text = fs::read_to_string(self.folder.path().join("told")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Kills a run after so long, lets another one follow, and says what was wrong after either.
    fn kill(&self, delay: Duration) -> (bool, Vec<String>) {
        self.bucket.restore(&self.old);
        remove(&self.folder.path().join("told"));
        self.hub.told();
        self.hub.delivered();
        let mut child = self.build().spawn().unwrap();
        sleep(delay);
        child.kill().unwrap();
        let was_killed = child.wait().unwrap().signal().is_some();
        let mut faults = Vec::new();
        let feeds = self.bucket.feeds();
        for (path, bytes) in &feeds {
            let old = self.old.get(&format!("feeds/{path}")).map(|object| &object.bytes);
            if old != Some(bytes) && self.new.get(path) != Some(bytes) {
                faults.push(format!("{path} is neither old nor new"));
            }
        }
        if !self.told().is_empty() && feeds != self.new {
            faults.push("caches were told of what was not there".to_owned());
        }
        let is_new = |(path, bytes): &(String, Vec<u8>)| self.new.get(path) == Some(bytes);
        let early = self.hub.delivered();
        if !early.iter().all(is_new) {
            faults.push("the hub was told of a feed before it was published".to_owned());
        }
        let code = self.build().status().unwrap().code();
        if code != Some(0) {
            faults.push(format!("the next run ends with {code:?}"));
        }
        if self.bucket.feeds() != self.new {
            faults.push("after the next run the feeds are not the new ones".to_owned());
        }
        let is_same = |path: &&String| {
            let old = self.old.get(&format!("feeds/{path}")).map(|object| &object.bytes);
            old == self.new.get(*path)
        };
        let changed: BTreeSet<&String> =
            self.new.keys().filter(|path| !is_same(path) && !path.ends_with(".gz")).collect();
        let told = self.told();
        if changed.iter().any(|path| !told.contains(&format!("{}{path}", self.hub.site()))) {
            faults.push("caches were not told of all".to_owned());
        }
        let delivered: Vec<(String, Vec<u8>)> = early.into_iter().chain(self.hub.delivered()).collect();
        if delivered.iter().map(|(path, _)| path).collect::<BTreeSet<_>>() != changed
            || !delivered.iter().all(is_new)
        {
            faults.push("the hub was not told of all that changed, and of nothing else".to_owned());
        }
        if self.bucket.objects().contains_key(".feedmill/feeds/changes") {
            faults.push("the list of changes is left".to_owned());
        }
        (was_killed, faults)
    }
}

fn remove(file: &Path) {
    if file.exists() {
        fs::remove_file(file).unwrap();
    }
}

/// How many presses run at once: most of the time each waits until the run before counts as dead.
const PRESSES: usize = 6;

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn kill_into_a_bucket() {
    let sweep = Mutex::new(Sweep::new("kill_into_a_bucket"));
    let count = sweep::count(120).div_ceil(PRESSES);
    scope(|scope| {
        for number in 0..PRESSES {
            let sweep = &sweep;
            scope.spawn(move || {
                let press = Press::new();
                let mut moments = Moments::within(&format!("bucket {number}"), press.lasted);
                for _ in 0..count {
                    let delay = moments.next();
                    let (was_killed, faults) = press.kill(delay);
                    moments.learn(was_killed);
                    sweep.lock().unwrap().add(&format!("after {delay:?}"), was_killed, faults);
                }
            });
        }
    });
    sweep.into_inner().unwrap().end(30);
}
