//! The error type of the library: what failed, for which path, and what to do. Callers show it; they only look into its
//! kind, which determines the exit code.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::text::escape_controls;

/// A failure that ends a command. A bad record never does: it is a [`crate::finding::Finding`].
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    path: Option<PathBuf>,
    message: String,
}

/// What a failure means for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command line or the configuration is wrong.
    Usage,
    /// The program refused to publish.
    Refused,
    /// The output could not be written; old files are intact.
    Output,
    /// Another run holds the lock.
    Locked,
}

impl Error {
    /// A wrong command line or configuration.
    pub fn usage(message: impl Into<String>) -> Error {
        Error { kind: ErrorKind::Usage, path: None, message: message.into() }
    }

    /// A refusal to publish.
    pub fn refused(message: impl Into<String>) -> Error {
        Error { kind: ErrorKind::Refused, path: None, message: message.into() }
    }

    /// A failure to write the output.
    pub fn output(message: impl Into<String>) -> Error {
        Error { kind: ErrorKind::Output, path: None, message: message.into() }
    }

    /// Another run is under way.
    pub fn locked(message: impl Into<String>) -> Error {
        Error { kind: ErrorKind::Locked, path: None, message: message.into() }
    }

    /// The same error, for a path.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Error {
        self.path = Some(path.as_ref().to_path_buf());
        self
    }

    /// The same error, with a path that begins with this folder: the paths of records begin below it.
    #[must_use]
    pub fn within(mut self, root: &Path) -> Error {
        self.path = self.path.map(|path| if path.starts_with(root) { path } else { root.join(path) });
        self
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Messages about a configuration name its keys, which may contain anything.
        let message = escape_controls(&self.message);
        match &self.path {
            Some(path) => write!(f, "{}: {message}", escape_controls(&path.to_string_lossy())),
            None => f.write_str(&message),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_steer_a_terminal() {
        let error = Error::usage("unknown key `a\u{1b}[2J\nb`").at("c\u{1b}.yaml");
        assert_eq!(error.to_string(), "c\\u{1b}.yaml: unknown key `a\\u{1b}[2J\\nb`");
    }
}
