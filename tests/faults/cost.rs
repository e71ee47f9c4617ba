//! Runs under limits, and what each of them has cost.

use std::fs;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use crate::site::PROGRAM;
use crate::sweep::tell;

/// The program under the limits, with so many seconds of processor time, ready to be started in the folder.
pub fn limited(folder: &Path, seconds: u64) -> Command {
    limited_to(folder, seconds, 256 << 20)
}

/// The same with so many bytes of memory.
pub fn limited_to(folder: &Path, seconds: u64, memory: u64) -> Command {
    let mut command = Command::new("prlimit");
    command.args([format!("--cpu={seconds}"), format!("--data={memory}")]);
    command.args(["--stack=2097152", "--core=0", "--"]);
    command.arg(PROGRAM).current_dir(folder);
    command.env("SOURCE_DATE_EPOCH", "1700000000").stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// What a run has cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Processor time in milliseconds.
    pub time: u64,
    /// The most memory that it was seen to use, in KB: it is looked at every millisecond.
    pub memory: u64,
}

/// The dearest runs of a sweep, by processor time and by memory, each with its case.
#[derive(Default)]
pub struct Dearest {
    time: (u64, String),
    memory: (u64, String),
}

impl Dearest {
    /// Takes down what a case has cost.
    pub fn add(&mut self, case: &str, cost: Cost) {
        self.time = (cost.time, case.to_owned()).max(std::mem::take(&mut self.time));
        self.memory = (cost.memory, case.to_owned()).max(std::mem::take(&mut self.memory));
    }

    /// Says which runs were the dearest.
    pub fn tell(&self, name: &str) {
        let ((time, slowest), (memory, largest)) = (&self.time, &self.memory);
        tell(&format!("{name}: at most {time} ms ({slowest}), {memory} KB ({largest})"));
    }
}

/// Runs a command and looks at what it costs.
pub fn run(command: &mut Command) -> (Output, Cost) {
    let mut said = tempfile::tempfile().unwrap();
    let mut child = command.stderr(said.try_clone().unwrap()).spawn().unwrap();
    let folder = format!("/proc/{}", child.id());
    let is_over = |options| waitid(WaitId::Pid(Pid::from_child(&child)), options).unwrap().is_some();
    let mut cost = Cost::default();
    while !is_over(WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG) {
        let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
        cost.memory = peak.and_then(|peak| peak.parse().ok()).unwrap_or(cost.memory);
        sleep(Duration::from_millis(1));
    }
    // Of the dead, whom nobody has waited for, the system still knows how long they worked: in hundredths of a second.
    let stat = fs::read_to_string(format!("{folder}/stat")).unwrap();
    let numbers = stat.rsplit(") ").next().unwrap().split(' ').skip(11).take(2);
    cost.time = numbers.map(|number| number.parse::<u64>().unwrap()).sum::<u64>() * 10;
    let status = child.wait().unwrap();
    let mut stderr = Vec::new();
    said.rewind().unwrap();
    said.read_to_end(&mut stderr).unwrap();
    (Output { status, stdout: Vec::new(), stderr }, cost)
}
