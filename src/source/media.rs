//! Audio, video and image files of a project: what the file system says of them, how long they play, and how large a picture is. They
//! are looked for below the project's folder alone, and no link leads out of it.
//!
//! Playing times take the feature `media`; without it records say them.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::error::Error;
use crate::files::{self, FileStat, retry_interrupted};

/// How the pixels of an image are written, as far as readers of feeds care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageType {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// What many readers do not show.
    Other,
}

/// A file that can be played or shown, open.
#[derive(Debug)]
pub struct Media {
    /// What the file system says of it.
    pub stat: FileStat,
    /// Its length in bytes.
    pub length: u64,
    file: File,
}

impl Media {
    /// How long it plays, in whole seconds of at least one; `None` where that is not in it, or this program cannot tell.
    #[cfg(feature = "media")]
    pub fn duration(self) -> Option<u64> {
        use lofty::config::ParseOptions;
        use lofty::file::AudioFile;
        let options = ParseOptions::new().read_tags(false).read_cover_art(false);
        let probe = lofty::probe::Probe::new(io::BufReader::new(self.file)).options(options);
        let read = probe.guess_file_type().ok()?.read().ok()?;
        let played = read.properties().duration();
        let whole = played.as_secs().saturating_add(u64::from(played.subsec_millis() >= 500));
        (!played.is_zero()).then_some(whole.max(1))
    }

    /// How long it plays, which this program cannot tell: it is built without the feature `media`.
    #[cfg(not(feature = "media"))]
    pub fn duration(self) -> Option<u64> {
        drop(self.file);
        None
    }

    /// What image it is, with its width and height in pixels; `None` where it is none that is known.
    pub fn image(self) -> Option<(ImageType, usize, usize)> {
        let mut file = io::BufReader::new(self.file);
        let found = imagesize::reader_type(&mut file).ok()?;
        let size = found.reader_size(&mut file).ok()?;
        let kind = match found {
            imagesize::ImageType::Png => ImageType::Png,
            imagesize::ImageType::Jpeg => ImageType::Jpeg,
            imagesize::ImageType::Gif => ImageType::Gif,
            _ => ImageType::Other,
        };
        Some((kind, size.width, size.height))
    }
}

/// The file at a path below `root`; `None` where there is none that a feed could name: it is absent, no regular file, hidden from
/// us, or behind a link that leads out.
///
/// # Errors
///
/// When the machine cannot say what is there: without its length the feed would be another for a time.
pub(super) fn open(root: &Path, path: &str) -> Result<Option<Media>, Error> {
    match opened(root, path) {
        Ok(media) => Ok(media),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => {
            let message = format!("cannot be read: {error}; nothing is published, old files are intact");
            Err(Error::output(message).at(root.join(path)))
        }
    }
}

fn opened(root: &Path, path: &str) -> io::Result<Option<Media>> {
    let folder = retry_interrupted(|| Dir::open_ambient_dir(root, ambient_authority()))?;
    let file = files::open(&folder, path)?;
    let metadata = retry_interrupted(|| file.metadata())?;
    let media = || Media { stat: FileStat::from(&metadata), length: metadata.len(), file: file.into_std() };
    Ok(if metadata.is_file() { Some(media()) } else { None })
}

/// Whether the system says that there is nothing, or nothing for us.
fn is_absent(error: &io::Error) -> bool {
    let kinds = [
        ErrorKind::NotFound,
        ErrorKind::NotADirectory,
        ErrorKind::IsADirectory,
        ErrorKind::PermissionDenied,
        ErrorKind::InvalidInput,
        ErrorKind::InvalidFilename,
    ];
    kinds.contains(&error.kind()) || is_loop(error)
}

/// Whether links lead in a circle.
#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP)
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}
