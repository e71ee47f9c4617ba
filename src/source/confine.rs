//! The configuration of a project whose owner is not trusted -> the same, where all that it names is in the project's folder: links
//! and patterns count as what they lead to. Else whoever may write it would have files read and written anywhere, in the name
//! of who runs the build. Git calls this `safe.directory`.

#[cfg(unix)]
use std::fs;
use std::path::{Component, Path, PathBuf};

use url::Url;

use super::pattern::literal_start;
use crate::config::{Config, Paths, Place};
use crate::error::Error;
use crate::files::resolved;
use crate::pins;

/// Reads the configuration of a project as [`configuration`](super::configuration) does, and confines it to the project's folder.
/// `names_destination` says whether the configuration decides where the feeds go.
///
/// # Errors
///
/// Those of reading it, and a usage error where it, or a file that it names, is outside.
pub fn confined(root: &Path, base: Option<&Url>, names_destination: bool) -> Result<Config, Error> {
    for name in super::configuration_files().chain([pins::FILE]) {
        inside(root, name, "a file of the project")?;
    }
    let config = super::load(root, base, true)?;
    if names_destination && let Some(objects) = &config.output.objects {
        let message = "`output.url` names an object store, where the credentials of who runs this would be used, and the project \
                       is another user's or --confine is given; nothing is done. If you trust its owner, use --no-confine";
        return Err(Error::usage(message).at(objects.url.to_string()));
    }
    if names_destination {
        inside(root, &config.output.directory, "`output.directory`")?;
    }
    inside(root, &config.output.state, "`output.state`")?;
    if let Some(templates) = &config.output.templates {
        inside(root, templates, "`output.templates`")?;
    }
    if let Some(sql) = &config.input.sql {
        let named = sql.certificates.iter();
        match &sql.place {
            Place::Sqlite(file) => inside(root, file, "`input.sql.url`")?,
            Place::Postgres(_) | Place::Environment(_) => {
                let message = "`input.sql.url` leads out of the project's folder, and the project is another user's or \
                               --confine is given; nothing is done. If you trust its owner, use --no-confine";
                return Err(Error::usage(message).at(root));
            }
        }
        for file in named {
            inside(root, file, "`input.sql.certificates`")?;
        }
    }
    let paths = match &config.input.paths {
        Paths::Everywhere => &[][..],
        Paths::Listed(paths) | Paths::Folders { folders: paths, .. } => paths,
        Paths::Jekyll { folder, .. } => std::slice::from_ref(folder),
    };
    for (paths, key) in [(paths, "`input.paths`"), (&config.topics.files, "`topics.files`")] {
        for path in paths {
            inside(root, path, key)?;
            inside(root, literal_start(path), key)?;
        }
    }
    Ok(config)
}

/// Makes sure that a path, which may be seen from the project's folder, leads to a place in it; `what` names it.
///
/// # Errors
///
/// A usage error where it leads out.
pub(super) fn inside(root: &Path, path: impl AsRef<Path>, what: &str) -> Result<(), Error> {
    let path = root.join(path);
    if resolved(&path).starts_with(resolved(root)) {
        return Ok(());
    }
    let message = format!(
        "{what} leads out of the project's folder, and the project is another user's or --confine is given; \
         nothing is done. If you trust its owner, use --no-confine"
    );
    Err(Error::usage(message).at(path))
}

/// Makes sure that no link in the project's folder leads a path out of it that the command line names.
///
/// # Errors
///
/// A usage error where one does.
pub fn check_named(root: &Path, path: &Path) -> Result<(), Error> {
    let real = resolved(root);
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    // Who writes `..` means to leave the folder.
    let mut meant = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = meant.pop(),
            part => meant.push(part),
        }
    }
    let enters = meant.ancestors().skip(1).any(|above| resolved(above).starts_with(&real));
    if enters { inside(&real, &path, "a link") } else { Ok(()) }
}

/// The users who own the folder of a project, and the files in it that say where it reads and writes, with links and what these
/// lead to.
#[cfg(unix)]
pub fn owners(root: &Path) -> Vec<u32> {
    use std::os::unix::fs::MetadataExt;
    let owners = |file: &str| {
        let path = root.join(file);
        [fs::metadata(&path), fs::symlink_metadata(&path)]
            .into_iter()
            .flatten()
            .map(|metadata| metadata.uid())
    };
    super::configuration_files().chain([""]).flat_map(owners).collect()
}
