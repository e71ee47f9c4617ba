//! Standard output and standard error that are closed, full, no longer read, read slowly, or not ready.

use std::fs::{self, File};
use std::io::{PipeReader, Read, pipe};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

use crate::site::{PROGRAM, Passage, Site, Size, Trees, differences, settle, tree};
use crate::sweep::Sweep;

/// What is the matter with a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// It is not open.
    Closed,
    /// Whatever is written fails for want of space.
    Full,
    /// Nobody reads it from the beginning.
    Unread,
    /// Somebody reads one byte and goes.
    Left,
    /// It is read a few bytes at a time: a write of more than it holds waits, and is many.
    Slow,
    /// It does not wait for its reader.
    Hasty,
}

const TROUBLES: [Trouble; 6] =
    [Trouble::Closed, Trouble::Full, Trouble::Unread, Trouble::Left, Trouble::Slow, Trouble::Hasty];

/// What is run, whether it publishes, and whether it writes to standard output.
const COMMANDS: [(&[&str], bool, bool); 10] = [
    (&["build"], true, false),
    (&["build", "-v"], true, false),
    (&["build", "--report", "-"], true, true),
    (&["build", "-n"], false, true),
    (&["list", "topics"], false, true),
    (&["list", "entries"], false, true),
    (&["list", "skipped"], false, false),
    (&["convert", "-t", "rss"], false, true),
    (&["convert", "-t", "json"], false, true),
    (&["--help"], false, true),
];

/// The reader of a troubled pipe; it gives back what it has read.
fn read(mut reader: PipeReader, trouble: Trouble) -> Vec<u8> {
    let mut bytes = vec![0; 1];
    match trouble {
        Trouble::Left => {
            let count = reader.read(&mut bytes).unwrap();
            bytes.truncate(count);
        }
        Trouble::Slow => {
            bytes.clear();
            let mut some = [0; 997];
            while let Ok(count @ 1..) = reader.read(&mut some) {
                bytes.extend(&some[..count]);
                thread::yield_now();
            }
        }
        _ => {
            bytes.clear();
            thread::sleep(Duration::from_millis(30));
            reader.read_to_end(&mut bytes).unwrap();
        }
    }
    bytes
}

/// Runs a command with trouble in one of its streams: its exit code, what was read from that stream, and what it said
/// on the other.
fn run(mut command: Command, is_stdout: bool, trouble: Trouble) -> (Option<i32>, Vec<u8>, String) {
    let mut other = tempfile::tempfile().unwrap();
    let (to_other, set): (_, fn(&mut Command, Stdio)) = if is_stdout {
        (other.try_clone().unwrap(), |command, stdio| {
            command.stdout(stdio);
        })
    } else {
        (other.try_clone().unwrap(), |command, stdio| {
            command.stderr(stdio);
        })
    };
    match is_stdout {
        true => command.stderr(to_other),
        false => command.stdout(to_other),
    };
    let mut reader = None;
    match trouble {
        Trouble::Closed => set(&mut command, Stdio::null()),
        Trouble::Full => set(&mut command, File::options().write(true).open("/dev/full").unwrap().into()),
        _ => {
            let (from, to) = pipe().unwrap();
            if trouble == Trouble::Hasty {
                fcntl_setfl(&to, fcntl_getfl(&to).unwrap() | OFlags::NONBLOCK).unwrap();
            }
            set(&mut command, to.into());
            reader = Some(from).filter(|_| trouble != Trouble::Unread);
        }
    }
    let mut child: Child = command.spawn().unwrap();
    // The writing end of the pipe must not stay open here.
    drop(command);
    let bytes = reader.map_or(Vec::new(), |reader| read(reader, trouble));
    let status = child.wait().unwrap();
    let mut said = String::new();
    std::io::Seek::rewind(&mut other).unwrap();
    other.read_to_string(&mut said).unwrap();
    (status.code(), bytes, said)
}

/// The command on the site; where a stream is to be closed, by a shell that closes it.
fn command(arguments: &[&str], site: &Site, is_stdout: bool, trouble: Trouble) -> Command {
    let mut command = match (trouble, is_stdout) {
        (Trouble::Closed, true) => closing(">&-"),
        (Trouble::Closed, false) => closing("2>&-"),
        _ => Command::new(PROGRAM),
    };
    command.args(arguments);
    match arguments[0] {
        "convert" => command.arg(site.folder.path().join("input.xml")),
        "--help" => &mut command,
        _ => command.arg(&site.root),
    };
    settle(&mut command);
    command
}

/// A feed that is larger than a pipe holds.
fn input() -> String {
    let item = |number: usize| {
        let text = "The pier stands where it stood, and the kettle on it. ".repeat(20);
        let link = format!("https://example.org/{number}/");
        format!(
            "<item><title>Number {number}</title><link>{link}</link><description>{text}</description></item>\n"
        )
    };
    let items: String = (0..200).map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>The Example Gazette</title>{items}</channel></rss>\n")
}

fn closing(redirection: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("exec \"$0\" \"$@\" {redirection}")).arg(PROGRAM);
    shell
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn streams_in_trouble() {
    let mut sweep = Sweep::new("streams_in_trouble");
    let site = Site::new(Size::Many);
    let trees = site.trees(Passage::Change);
    fs::write(site.folder.path().join("input.xml"), input()).unwrap();
    for (arguments, publishes, writes) in COMMANDS {
        site.begin(Passage::Change);
        let whole = command(arguments, &site, true, Trouble::Slow).output().unwrap();
        assert!(whole.status.success(), "{arguments:?}: {}", crate::site::said(&whole));
        assert_eq!(!whole.stdout.is_empty(), writes, "{arguments:?}");
        for is_stdout in [true, false] {
            for trouble in TROUBLES {
                site.begin(Passage::Change);
                let (code, bytes, said) =
                    run(command(arguments, &site, is_stdout, trouble), is_stdout, trouble);
                let mut faults = Vec::new();
                let could_fail = is_stdout && writes && matches!(trouble, Trouble::Full | Trouble::Hasty);
                let must_fail = could_fail && trouble == Trouble::Full;
                match code {
                    Some(4) if could_fail => {}
                    Some(0) if !must_fail => {}
                    code => faults.push(format!("exit code {code:?}: {said}")),
                }
                if said.contains("panicked") || String::from_utf8_lossy(&bytes).contains("panicked") {
                    faults.push(format!("the program panics: {said}"));
                }
                let is_read = matches!(trouble, Trouble::Slow | Trouble::Hasty) && is_stdout;
                let is_timed = arguments.contains(&"--report");
                let is_whole = match is_timed {
                    true => serde_json::from_slice::<serde_json::Value>(&bytes).is_ok(),
                    false => bytes == whole.stdout,
                };
                if is_read && code == Some(0) && !is_whole {
                    faults.push(format!("{} of {} bytes arrive", bytes.len(), whole.stdout.len()));
                }
                let Trees { old, new } = &trees;
                faults.extend(differences(if publishes { new } else { old }, &tree(&site.public)));
                let stream = if is_stdout { "output" } else { "error" };
                sweep.add(
                    &format!("{} with standard {stream} {trouble:?}", arguments.join(" ")),
                    true,
                    faults,
                );
            }
        }
    }
    sweep.end(100);
}
