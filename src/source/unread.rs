//! The bytes of a record, or why they cannot be had: the record's own fault, a fault of its file that may be gone tomorrow, or a
//! machine that has run out of something.
//!
//! Who may not read a record on a local disk has been forbidden to by somebody, and where in doubt that is a wish. On the file
//! system of a network it may be a ticket that has run out, or a server that is restarted.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use super::{MIB, Opened, Root, too_large, within};
use crate::config::Config;
use crate::error::Error;
use crate::files::{FileStat, retry_interrupted};
use crate::finding::{Finding, Rule};

/// Why a record cannot be read.
#[derive(Debug)]
pub enum Unread {
    /// It is at fault itself.
    Record(Finding),
    /// The system cannot read its file, which is no wish of its author's.
    File(Finding),
    /// The system has run out of something, or a file that others depend on cannot be read: nothing can be published.
    Machine(Error),
}

/// How often a file is tried again that the system could not read, and the time in between.
const TRIES: usize = 20;
const PAUSE: Duration = Duration::from_millis(25);

/// Whoever finds no handle left opens files one after the other.
static ONE_BY_ONE: Mutex<()> = Mutex::new(());

/// The bytes of a file.
///
/// # Errors
///
/// When it cannot be read, is not a regular file, or is larger than the configuration allows.
pub fn bytes_of(root: &Root<'_>, path: &str, config: &Config) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    bytes_into(root, path, config, &mut bytes).map(|_| bytes)
}

/// Reads a file into memory that is there already. What comes back is what the file system said of it before.
///
/// # Errors
///
/// As [`bytes_of`].
pub(super) fn bytes_into(
    root: &Root<'_>,
    path: &str,
    config: &Config,
    bytes: &mut Vec<u8>,
) -> Result<FileStat, Unread> {
    let most = config.input.max_size.saturating_mul(MIB);
    let mut attempt = || within::open(root, path, config).and_then(|file| regular(&file, most, bytes));
    repeated(root.path, path, &mut attempt)
}

/// Opens a file of many records.
///
/// # Errors
///
/// When it cannot be opened, or is not a regular file.
pub fn open(root: &Root<'_>, path: &str, config: &Config) -> Result<Opened, Unread> {
    let mut attempt = || match within::open(root, path, config).and_then(Opened::file) {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(Err(error.to_string())),
        result => result.map(Ok),
    };
    repeated(root.path, path, &mut attempt)
}

/// What an attempt at a file comes to; one that the machine is to blame for is made again.
fn repeated<T>(
    root: &Path,
    path: &str,
    attempt: &mut dyn FnMut() -> io::Result<Result<T, String>>,
) -> Result<T, Unread> {
    let mut result = attempt();
    if result.as_ref().is_err_and(is_exhausted) {
        let _alone = ONE_BY_ONE.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..TRIES {
            result = attempt();
            if !result.as_ref().is_err_and(is_exhausted) {
                break;
            }
            sleep(PAUSE);
        }
    } else if result.as_ref().is_err_and(|error| is_of_file(error, root, path)) {
        // A server that has exchanged the file, or a disk that reads at the second attempt.
        result = attempt();
    }
    let finding =
        |message| Finding { rule: Rule::Unreadable, path: path.to_owned(), position: None, message };
    match result {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(message)) => Err(Unread::Record(finding(message))),
        Err(error) if is_exhausted(&error) => {
            let message = format!("cannot be read: {error}; nothing is published, old files are intact");
            Err(Unread::Machine(Error::output(message).at(root.join(path))))
        }
        Err(error) if is_of_file(&error, root, path) => Err(Unread::File(finding(super::reason(&error)))),
        Err(error) => Err(Unread::Record(finding(super::reason(&error)))),
    }
}

/// Reads an open file. What comes back is what the file system said of it before, or why it is no record.
fn regular(file: &File, most: u64, bytes: &mut Vec<u8>) -> io::Result<Result<FileStat, String>> {
    let metadata = retry_interrupted(|| file.metadata())?;
    if !metadata.is_file() {
        return Ok(Err("is not a regular file".to_owned()));
    }
    let length = metadata.len();
    if length > most {
        return Ok(Err(too_large(most)));
    }
    bytes.clear();
    match usize::try_from(length) {
        // Some file systems report every file as empty.
        Ok(0) | Err(_) => _ = file.take(most.saturating_add(1)).read_to_end(bytes)?,
        Ok(length) => read_first(file, length, bytes)?,
    }
    let is_all = u64::try_from(bytes.len()).is_ok_and(|length| length <= most);
    Ok(if is_all { Ok(FileStat::from(metadata)) } else { Err(too_large(most)) })
}

/// Reads the first bytes of a file, up to so many, in one step where the system gives them so.
#[cfg(unix)]
fn read_first(file: &File, length: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
    use rustix::{buffer::spare_capacity, io::read, io::retry_on_intr};
    bytes.reserve_exact(length);
    while bytes.len() < length && retry_on_intr(|| read(file, spare_capacity(bytes)))? > 0 {}
    bytes.truncate(length);
    Ok(())
}

#[cfg(not(unix))]
fn read_first(file: &File, length: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
    file.take(u64::try_from(length).unwrap_or(u64::MAX)).read_to_end(bytes).map(|_| ())
}

/// Whether the process or the system has run out of handles or memory.
#[cfg(unix)]
pub(crate) fn is_exhausted(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let of_system = Errno::from_io_error(error);
    of_system.is_some_and(|errno| [Errno::MFILE, Errno::NFILE, Errno::NOMEM, Errno::NOBUFS].contains(&errno))
        || error.kind() == io::ErrorKind::OutOfMemory
}

#[cfg(not(unix))]
pub(crate) fn is_exhausted(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::OutOfMemory
}

/// Whether the file system has failed, rather than refused.
#[cfg(unix)]
fn is_of_file(error: &io::Error, root: &Path, path: &str) -> bool {
    use rustix::io::Errno;
    const FAULTS: [Errno; 14] = [
        Errno::IO,
        Errno::STALE,
        Errno::TIMEDOUT,
        Errno::NODEV,
        Errno::NXIO,
        Errno::NOTCONN,
        Errno::HOSTDOWN,
        Errno::HOSTUNREACH,
        Errno::NETDOWN,
        Errno::NETUNREACH,
        Errno::CONNABORTED,
        Errno::CONNRESET,
        Errno::NOLCK,
        Errno::AGAIN,
    ];
    match Errno::from_io_error(error) {
        Some(Errno::ACCESS | Errno::PERM) => is_on_network(&root.join(path)),
        Some(errno) => FAULTS.contains(&errno) || is_of_linux(errno),
        None => false,
    }
}

#[cfg(not(unix))]
fn is_of_file(error: &io::Error, _: &Path, _: &str) -> bool {
    error.kind() == io::ErrorKind::TimedOut
}

/// Whether the error is one that Linux alone knows: of disks that are damaged, and of tickets for a server.
#[cfg(target_os = "linux")]
fn is_of_linux(errno: rustix::io::Errno) -> bool {
    use rustix::io::Errno;
    let faults =
        [Errno::UCLEAN, Errno::BADMSG, Errno::REMOTEIO, Errno::NOKEY, Errno::KEYEXPIRED, Errno::COMM];
    faults.contains(&errno)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_of_linux(_: rustix::io::Errno) -> bool {
    false
}

/// Whether a file is on another machine, by the file system of the nearest folder that shows it.
#[cfg(target_os = "linux")]
fn is_on_network(path: &Path) -> bool {
    /// NFS, SMB, CIFS, SMB2, AFS, OpenAFS, Ceph, 9P, FUSE, Coda, GFS2, OCFS2, Lustre.
    const NETWORK: [u32; 13] = [
        0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6B41_4653, 0x5346_414F, 0x00C3_6400, 0x0102_1997,
        0x6573_5546, 0x7375_7245, 0x0116_1970, 0x7461_636F, 0x0BD0_0BD0,
    ];
    let kind = path.ancestors().skip(1).find_map(|folder| rustix::fs::statfs(folder).ok());
    // The numbers of file systems have 32 bits, whatever the type of the field.
    kind.is_some_and(|kind| NETWORK.contains(&(kind.f_type as u32)))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_on_network(_: &Path) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::io::Errno;

    use super::*;

    #[test]
    fn what_the_machine_lacks_is_no_fault_of_a_record_and_what_somebody_forbids_is() {
        let folder = tempfile::tempdir().unwrap();
        for (errno, is_short, is_broken) in [
            (Errno::MFILE, true, false),
            (Errno::NFILE, true, false),
            (Errno::NOMEM, true, false),
            (Errno::IO, false, true),
            (Errno::STALE, false, true),
            (Errno::TIMEDOUT, false, true),
            (Errno::NOENT, false, false),
            (Errno::LOOP, false, false),
            (Errno::ISDIR, false, false),
        ] {
            let error = io::Error::from(errno);
            assert_eq!(is_exhausted(&error), is_short, "{errno}");
            assert_eq!(is_of_file(&error, folder.path(), "a.md"), is_broken, "{errno}");
        }
    }
}
