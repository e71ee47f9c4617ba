//! Faults of the machine while a file is read, which must not make an article vanish: where files or memory run out, the
//! threads wait for one another and try again; what stays ends the run.

use std::fs::Metadata;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

/// How often a file is read again, and the time in between: two seconds altogether.
const TRIES: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Held by the one thread that tries again: the others have closed their files by the time that it is their turn.
static TURN: Mutex<()> = Mutex::new(());

/// Reads, and reads again where files or memory have run out.
///
/// # Errors
///
/// Those of the attempt.
pub(crate) fn patiently<T>(attempt: impl Fn() -> io::Result<T>) -> io::Result<T> {
    let first = attempt();
    if !first.as_ref().is_err_and(passes) {
        return first;
    }
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..TRIES {
        match attempt() {
            Err(error) if passes(&error) => sleep(PAUSE),
            result => return result,
        }
    }
    attempt()
}

/// Whether the error may be another one, or none, in a moment.
#[cfg(unix)]
fn passes(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let number = Errno::from_io_error(error);
    number.is_some_and(|number| [Errno::MFILE, Errno::NFILE, Errno::NOMEM, Errno::STALE].contains(&number))
}

/// Whether the machine is at fault, or a network that it reads from, and not the file; `metadata` is what the system says of
/// the file.
#[cfg(unix)]
pub(crate) fn is_of_machine(error: &io::Error, metadata: impl FnOnce() -> io::Result<Metadata>) -> bool {
    use std::os::unix::fs::MetadataExt;
    if rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::ACCESS) {
        // Whoever may read the file by its mode is kept from it by something else, such as a file server.
        let user = rustix::process::geteuid();
        return metadata().is_ok_and(|of| {
            let may_read = if of.uid() == user.as_raw() { 0o400 } else { 0o004 };
            user.is_root() || of.mode() & may_read != 0
        });
    }
    has_failed(error)
}

/// Whether memory, files, a device or a network has failed.
#[cfg(unix)]
pub(crate) fn has_failed(error: &io::Error) -> bool {
    use rustix::io::Errno;
    const FAULTS: [Errno; 11] = [
        Errno::IO,
        Errno::TIMEDOUT,
        Errno::HOSTDOWN,
        Errno::HOSTUNREACH,
        Errno::NETDOWN,
        Errno::NETUNREACH,
        Errno::CONNRESET,
        Errno::NOTCONN,
        Errno::NODEV,
        Errno::NXIO,
        Errno::NOLCK,
    ];
    passes(error) || Errno::from_io_error(error).is_some_and(|number| FAULTS.contains(&number))
}

#[cfg(not(unix))]
pub(crate) fn has_failed(_: &io::Error) -> bool {
    false
}

#[cfg(not(unix))]
fn passes(_: &io::Error) -> bool {
    false
}

#[cfg(not(unix))]
pub(crate) fn is_of_machine(_: &io::Error, _: impl FnOnce() -> io::Result<Metadata>) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::cell::Cell;

    use rustix::io::Errno;

    use super::*;

    #[test]
    fn what_runs_out_is_waited_for_and_nothing_else() {
        for (number, tries) in [(Errno::MFILE, 3), (Errno::NOMEM, 3), (Errno::IO, 1), (Errno::NOENT, 1)] {
            let count = Cell::new(0);
            let attempt = || {
                count.set(count.get() + 1);
                if count.get() < 3 { Err(io::Error::from(number)) } else { Ok(()) }
            };
            assert_eq!(patiently(attempt).is_ok(), tries == 3, "{number}");
            assert_eq!(count.get(), tries, "{number}");
        }
    }

    #[test]
    fn a_fault_of_the_machine_is_told_from_one_of_the_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let metadata = || std::fs::metadata(file.path());
        for (number, expected) in [
            (Errno::IO, true),
            (Errno::MFILE, true),
            (Errno::STALE, true),
            (Errno::ACCESS, true),
            (Errno::NOENT, false),
            (Errno::ISDIR, false),
            (Errno::LOOP, false),
        ] {
            assert_eq!(is_of_machine(&io::Error::from(number), metadata), expected, "{number}");
        }
        assert!(!is_of_machine(&io::Error::other("it is not a regular file"), metadata));
    }
}
