//! An article that would get another id than it was published under, why it would, and the refusal where there are many.

use crate::error::Error;

/// An article that would get another id than it was published under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The path of its file.
    pub path: String,
    /// The id that it was published under.
    pub before: String,
    /// The id that it would get.
    pub now: String,
    /// Why.
    pub cause: Cause,
    /// The number of its file.
    pub(super) number: u32,
}

/// Why an article would get another id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A setting has changed.
    Setting,
    /// Its file has another path.
    Path,
    /// Its record says something else: another link, another date.
    Keys,
    /// Its record has another `id`.
    Id,
    /// The same record gets another id from this version of the program.
    Program,
}

impl Cause {
    pub(super) fn name(self) -> &'static str {
        match self {
            Cause::Setting => "a setting changed",
            Cause::Path => "the path of its file changed",
            Cause::Keys => "a key of the record changed",
            Cause::Id => "its `id` changed",
            Cause::Program => "this version of feedmill makes another one",
        }
    }
}

/// Why nothing may be published though everything could be read.
pub(super) fn refused(differences: &[Difference], published: usize, settings: &[String]) -> Error {
    let count = |cause: Cause| differences.iter().filter(|difference| difference.cause == cause).count();
    let causes = [Cause::Setting, Cause::Path, Cause::Keys, Cause::Id, Cause::Program];
    let cause = causes.into_iter().max_by_key(|cause| (count(*cause), std::cmp::Reverse(*cause)));
    let cause = match cause {
        Some(Cause::Setting) => settings.join(", "),
        Some(Cause::Path) => "the paths of their files changed".to_owned(),
        Some(Cause::Id) => "their `id` keys changed".to_owned(),
        Some(Cause::Program) => "this version of feedmill makes other ids".to_owned(),
        Some(Cause::Keys) | None => "keys of the records or the program changed".to_owned(),
    };
    let example = differences
        .first()
        .map_or(String::new(), |Difference { before, now, .. }| format!("{before} would become {now}"));
    let message = format!(
        "{} of the {published} published articles would get other ids, and readers would show them all as new: {cause}; \
         for instance {example}. Nothing is published. To keep the ids, run `feedmill ids --keep`; to publish the new \
         ones, use --allow-new-ids",
        differences.len()
    );
    Error::refused(message)
}
