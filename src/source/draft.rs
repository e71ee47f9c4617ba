//! What a project's folder says -> the text of a `feedmill.yaml` that says the same, so that later runs need not find it out.

use std::path::Path;

use url::Url;

use super::{OWN_FILES, metadata, site};
use crate::config::{self, Paths};
use crate::error::Error;

/// The text; `data` are data files that hold the records where nothing else does.
///
/// # Errors
///
/// When the project has such a file, or says too little of itself.
pub fn draft(root: &Path, base: Option<&Url>, data: &[String]) -> Result<String, Error> {
    check_absent(root)?;
    let reach = site::Reach { root, is_confined: false };
    let found = site::find(reach, None, true)?;
    let named = match &found {
        Some(site) => site::find(reach, Some(site.convention), true)?,
        None => None,
    };
    let mut config = match &found {
        Some(site) => config::read_generator(site, base)?,
        None => config::without_file(base)?,
    };
    if !data.is_empty() {
        config.input.paths = Paths::Listed(data.to_vec());
    }
    let [name, _] = OWN_FILES;
    let means_the_same = |text: &str| {
        let own = config::read_own(name, text, None, named.as_ref());
        own.is_ok_and(|own| own == config)
    };
    let file = found.and_then(|site| site.files.first().map(|(file, _)| format!("{}{file}", site.folder)));
    Ok(config::explicit(&config, &file.unwrap_or_default(), &means_the_same))
}

/// Makes sure that the project has no configuration of its own.
///
/// # Errors
///
/// A usage error where it has one.
pub fn check_absent(root: &Path) -> Result<(), Error> {
    for name in OWN_FILES {
        if metadata(root, name)?.is_some() {
            let message = "is there already and stays as it is; nothing is done";
            return Err(Error::usage(message).at(root.join(name)));
        }
    }
    Ok(())
}
