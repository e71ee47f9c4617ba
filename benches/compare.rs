//! The figures of docs/speed.md: `cargo bench --bench compare -- 10000 50` makes 10,000 articles about 50 topics and
//! prints what reading them costs, what feedmill costs, and what `hugo` and `zola` cost where they are on the path.
//!
//! Processor time, and the greatest memory of a program, are told where the system has `/proc`.

#![allow(clippy::restriction, dead_code, missing_docs)]

mod peers;
mod records;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use walkdir::WalkDir;

/// How often each thing is done; the best time counts, because everything else on a machine only adds to it.
const TURNS: usize = 5;
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

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let (articles, topics) = (numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(50));
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    records::project(&site, articles, topics);
    let newest = (0..articles).max_by_key(|number| records::published(*number, topics)).unwrap_or_default();
    let size: u64 = files(&site).map(|entry| entry.metadata().unwrap().len()).sum();
    println!("{articles} articles, {topics} topics, {} MB", size / 1_000_000);
    println!("{:<34} {:>9} {:>9} {:>8} {:>9}", "", "seconds", "cpu", "MB", "ratio");

    let reading = best(|| (), || here(|| files(&site).for_each(|entry| drop(fs::read(entry.path())))));
    let unit = reading.as_ref().map_or(f64::NAN, |reading| reading.seconds);
    let tell = |name: &str, cost: Option<Cost>| match cost {
        Some(Cost { seconds, processor, memory }) => {
            let ratio = seconds / unit;
            println!("{name:<34} {seconds:>9.3} {processor:>9.2} {memory:>8.0} {ratio:>9.2}");
        }
        None => println!("{name:<34} failed"),
    };
    tell("read every byte, one thread", reading);
    tell("walk and stat", best(|| (), || here(|| files(&site).for_each(|entry| drop(entry.metadata())))));

    let build = || run(Command::new(env!("CARGO_BIN_EXE_feedmill")).args(["build", "-q"]).arg(&site));
    let forget = || {
        for folder in ["public", ".feedmill"] {
            // Before the first build there is nothing to forget.
            let _ = fs::remove_dir_all(site.join(folder));
        }
    };
    tell("feedmill build, cold", best(forget, build));
    tell("feedmill build, nothing changed", best(|| (), build));
    let mut edition = 100;
    let mut edit = || {
        edition += 1;
        fs::write(site.join(records::name(newest)), records::record(newest, topics, edition)).unwrap();
    };
    tell("feedmill build, one changed", best(&mut edit, build));

    for peer in peers::PEERS.iter().filter(|peer| peer.is_there()) {
        let project = folder.path().join(peer.program);
        peer.write(&project, articles, topics);
        let clean = || drop(fs::remove_dir_all(project.join("public")));
        let name = format!("{} ({})", peer.program, peer.formats);
        tell(&format!("{name}, cold"), best(clean, || run(&mut peer.command(&project))));
        tell(&format!("{name}, again"), best(|| (), || run(&mut peer.command(&project))));
    }
}

fn files(site: &Path) -> impl Iterator<Item = walkdir::DirEntry> {
    let entries = WalkDir::new(site.join("articles")).into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file())
}

/// The best of several turns, each after something that is not counted; nothing where one fails.
fn best(mut before: impl FnMut(), measured: impl Fn() -> Option<Cost>) -> Option<Cost> {
    let costs = (0..TURNS).map(|_| {
        before();
        measured()
    });
    let costs: Option<Vec<Cost>> = costs.collect();
    costs?.into_iter().min_by(|a, b| a.seconds.total_cmp(&b.seconds))
}

/// What something costs in this process.
fn here(work: impl Fn()) -> Option<Cost> {
    let (start, before) = (Instant::now(), processor_time("utime"));
    work();
    let seconds = start.elapsed().as_secs_f64();
    Some(Cost { seconds, processor: processor_time("utime") - before, memory: 0.0 })
}

/// What a program costs; nothing where it fails.
fn run(command: &mut Command) -> Option<Cost> {
    let before = processor_time("cutime");
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0.0;
    let end = loop {
        memory = peak_memory(&status).unwrap_or(memory);
        if let Some(end) = child.try_wait().unwrap() {
            break end;
        }
        thread::sleep(Duration::from_millis(1));
    };
    let seconds = start.elapsed().as_secs_f64();
    end.success().then(|| Cost { seconds, processor: processor_time("cutime") - before, memory })
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
