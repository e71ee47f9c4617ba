//! The figures of docs/speed.md: `cargo bench --bench compare -- 10000 50` makes 10,000 articles about 50 topics, without and
//! with bodies in Markdown, and prints what reading them costs, what feedmill costs, what converting feeds of them costs, and what
//! `hugo` and `zola` cost where they are on the path.
//!
//! Processor time, and the greatest memory of a program, are told where the system has `/proc`.

#![allow(clippy::restriction, dead_code, missing_docs)]

mod peers;
mod records;

use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use chrono::DateTime;
use walkdir::WalkDir;

/// How often each thing is done; the median counts.
const TURNS: usize = 9;
/// The clock ticks in a second in which Linux counts processor time.
const TICKS: f64 = 100.0;

/// What doing something cost.
struct Cost {
    seconds: f64,
    /// Of all processors, user and system together.
    processor: f64,
    /// The greatest memory of the program, in MB.
    memory: f64,
}

/// What a corpus is measured with.
struct Corpus<'f> {
    folder: &'f Path,
    articles: u64,
    topics: u64,
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let (articles, topics) = (numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(50));
    let folder = tempfile::tempdir().unwrap();
    let corpus = Corpus { folder: folder.path(), articles, topics };
    println!("{}", machine());
    let site = folder.path().join("site");
    records::project(&site, articles, topics);
    corpus.measure(&site, "nothing behind it");
    corpus.convert(&site);
    corpus.peers();
    records::add_bodies(&site, articles, topics);
    corpus.measure(&site, "a body in Markdown behind it");
}

impl Corpus<'_> {
    /// Prints what reading a project costs, and building it.
    fn measure(&self, site: &Path, body: &str) {
        let Corpus { articles, topics, .. } = *self;
        let newest =
            (0..articles).max_by_key(|number| records::published(*number, topics)).unwrap_or_default();
        let size: u64 = files(site).map(|entry| entry.metadata().unwrap().len()).sum();
        println!(
            "\n{articles} articles, {topics} topics, {} MB. Layout: articles/NUMBER.md, front matter in YAML, {body}; \
             feeds of 50 entries in three formats",
            size / 1_000_000
        );
        println!("{:<34} {:>9} {:>9} {:>8} {:>9}", "", "seconds", "cpu", "MB", "ratio");
        let read = || here(|| files(site).for_each(|entry| drop(fs::read(entry.path()))));
        let reading = median(|| (), read);
        let unit = reading.as_ref().map(|reading| reading.seconds);
        tell("read every byte, one thread", reading, unit);
        let walk = median(|| (), || here(|| files(site).for_each(|entry| drop(entry.metadata()))));
        tell("walk and stat", walk, unit);
        let build = feedmill(["build", "-q"], [site]);
        let anew = || self.put_away(site, &["public", ".feedmill"]);
        tell("feedmill build, cold", median_run(anew, &build), unit);
        tell("feedmill build, nothing changed", median_run(|| (), &build), unit);
        let mut edition = 100;
        let end = fs::read_to_string(site.join(records::name(newest))).unwrap();
        let end = end.rsplit_once("\n---\n").map_or("", |(_, end)| end);
        let edit = || {
            edition += 1;
            let text = format!("{}{end}", records::record(newest, topics, edition));
            fs::write(site.join(records::name(newest)), text).unwrap();
        };
        tell("feedmill build, one changed", median_run(edit, &build), unit);
    }

    /// Prints what converting feeds of about 1 MB and 10 MB costs, and what reading them costs others.
    fn convert(&self, site: &Path) {
        println!("\n{:<34} {:>9} {:>9} {:>8}", "convert", "seconds", "cpu", "MB");
        for limit in [450, 4_500] {
            let output = self.folder.join(format!("feeds-{limit}"));
            let state = format!("feeds: {{limit: {limit}}}\noutput: {{state: '.state-{limit}'}}\n");
            fs::write(site.join("feedmill.yaml"), format!("{}{state}", records::CONFIGURATION)).unwrap();
            run(feedmill(["build", "-q", "-d"], [&output, site]));
            for (from, to) in [("rss.xml", "atom"), ("atom.xml", "json"), ("feed.json", "rss")] {
                let (input, end) = (output.join(from), self.folder.join("converted"));
                let size = fs::metadata(&input).map_or(0.0, |metadata| metadata.len() as f64 / 1e6);
                let convert = feedmill(["convert", "-q", "-t", to, "-o"], [&end, &input]);
                tell(&format!("{from} of {size:.1} MB to {to}"), median_run(|| (), &convert), None);
                let text = fs::read(&input).unwrap_or_default();
                let parse = || here(|| drop(feed_rs::parser::parse(text.as_slice())));
                tell("  reading alone, feed-rs", median(|| (), parse), None);
            }
        }
        fs::write(site.join("feedmill.yaml"), records::CONFIGURATION).unwrap();
    }

    /// Prints what the same articles cost the programs that are on the path.
    fn peers(&self) {
        for peer in peers::PEERS.iter().filter(|peer| peer.is_there()) {
            let project = self.folder.join(peer.program);
            peer.write(&project, self.articles, self.topics);
            let name = format!("{} ({})", peer.program, peer.formats);
            let build = || peer.command(&project);
            println!("\n{}", peer.version());
            tell(&format!("{name}, cold"), median_run(|| self.put_away(&project, &["public"]), build), None);
            tell(&format!("{name}, again"), median_run(|| (), build), None);
        }
    }

    /// Moves what a build has written out of its way. Deleting it would leave the file system work that the next build pays for.
    fn put_away(&self, project: &Path, folders: &[&str]) {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        for folder in folders {
            let away = self.folder.join(format!("away-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
            // Before the first build there is nothing to move.
            let _ = fs::rename(project.join(folder), away);
        }
    }
}

/// How feedmill is started with these arguments and these paths behind them.
fn feedmill<'a, const A: usize, const P: usize>(
    arguments: [&'a str; A],
    paths: [&'a Path; P],
) -> impl Fn() -> Command + 'a {
    move || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feedmill"));
        command.args(arguments).args(paths);
        command
    }
}

/// Prints what something cost, and how many times as much time that is.
fn tell(name: &str, cost: Option<Cost>, unit: Option<f64>) {
    match cost {
        Some(Cost { seconds, processor, memory }) => {
            let ratio = unit.map_or_else(String::new, |unit| format!("{:>9.2}", seconds / unit));
            println!("{name:<34} {seconds:>9.3} {processor:>9.2} {memory:>8.0} {ratio}");
        }
        None => println!("{name:<34} failed"),
    }
}

/// The day, and what the machine has.
fn machine() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let day = DateTime::from_timestamp(now as i64, 0).unwrap_or_default().format("%Y-%m-%d");
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).unwrap_or("?").trim();
    format!("{day}, {processors} processors, {memory} of memory")
}

fn files(site: &Path) -> impl Iterator<Item = walkdir::DirEntry> {
    let entries = WalkDir::new(site.join("articles")).into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file())
}

/// The median of several turns, each after something that is not counted; nothing where one fails.
fn median(mut before: impl FnMut(), measured: impl Fn() -> Option<Cost>) -> Option<Cost> {
    let costs = (0..TURNS).map(|_| {
        before();
        measured()
    });
    let mut costs: Vec<Cost> = costs.collect::<Option<_>>()?;
    costs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    Some(costs.swap_remove(TURNS / 2))
}

/// The same of a program, with its greatest memory in one more run: who looks slows it down.
fn median_run(mut before: impl FnMut(), command: impl Fn() -> Command) -> Option<Cost> {
    let cost = median(&mut before, || run(&command))?;
    before();
    Some(Cost { memory: memory(&mut command()).unwrap_or_default(), ..cost })
}

/// What something costs in this process.
fn here(work: impl Fn()) -> Option<Cost> {
    let (start, before) = (Instant::now(), processor_time("utime"));
    work();
    let seconds = start.elapsed().as_secs_f64();
    Some(Cost { seconds, processor: processor_time("utime") - before, memory: 0.0 })
}

/// What a program costs but for its memory; nothing where it fails.
fn run(command: impl Fn() -> Command) -> Option<Cost> {
    let (start, before) = (Instant::now(), processor_time("cutime"));
    let end = command().stdout(Stdio::null()).status().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    end.success().then(|| Cost { seconds, processor: processor_time("cutime") - before, memory: 0.0 })
}

/// The greatest memory of a program, in MB.
fn memory(command: &mut Command) -> Option<f64> {
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut memory = None;
    while child.try_wait().unwrap().is_none() {
        memory = peak_memory(&status).or(memory);
        thread::sleep(Duration::from_millis(1));
    }
    memory
}

/// The greatest memory so far of a program that is still there, in MB.
fn peak_memory(status: &str) -> Option<f64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes / 1000.0)
}

/// The processor time in seconds of this process (`utime`) or of those that it has waited for (`cutime`), with the
/// system's part, which stands behind it (proc_pid_stat(5)).
fn processor_time(field: &str) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may hold blanks; what is counted stands behind it.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    let first = if field == "utime" { 11 } else { 13 };
    fields.skip(first).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
}
