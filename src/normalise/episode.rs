//! What a record says of its audio or video as an episode of a podcast -> an [`Episode`]. A value that is not understood is left
//! out with a finding; without a file that can be played there is no episode, whatever the other keys say.
//!
//! A playing time that no file names is that of the first one.

use super::links::{seconds, written_in_site};
use super::{Diagnostics, people, plain};
use crate::config::Config;
use crate::finding::Rule;
use crate::language;
use crate::model::{
    Chapters, Credit, Enclosure, Episode, EpisodeKind, RawCredit, RawEpisode, RawFile, Record, Spanned,
    Transcript,
};
use crate::uri;

/// The types of transcripts, by the endings of their names.
const TRANSCRIPTS: [(&str, &str); 6] = [
    ("txt", "text/plain"),
    ("html", "text/html"),
    ("htm", "text/html"),
    ("vtt", "text/vtt"),
    ("json", "application/json"),
    ("srt", "application/x-subrip"),
];

/// The types of files that every podcast program plays.
const PLAYED_EVERYWHERE: [&str; 8] = [
    "audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a", "video/mp4", "video/m4v",
    "video/x-m4v",
];

/// How long the description of an episode may be, in bytes.
const LONGEST_SUMMARY: usize = 4000;

/// The types of chapters, by the endings of their names.
const CHAPTERS: [(&str, &str); 1] = [("json", "application/json+chapters")];

/// The episode that the record is with these files, the first of which may get its playing time.
pub(super) fn episode(
    record: &Record,
    files: &mut [Enclosure],
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Box<Episode>> {
    let first = files.first_mut().filter(|file| is_played(file.media_type.as_deref()))?;
    if config.feeds.has_podcasts() {
        report_limits(record, first, diagnostics);
    }
    let written = record.episode.as_deref()?;
    if first.duration.is_none() {
        first.duration = seconds(written.duration.as_ref(), diagnostics);
    }
    let episode = read(written, config, diagnostics);
    (episode != Episode::default()).then(|| Box::new(episode))
}

/// A finding for each thing that is fine in a feed and not in a podcast, as PSP-1 has it.
fn report_limits(record: &Record, file: &Enclosure, diagnostics: &mut Diagnostics<'_>) {
    let is_known = |media_type: &str| PLAYED_EVERYWHERE.contains(&media_type);
    let position = record.enclosures.first().map_or(record.position, |file| file.url.position);
    if !file.media_type.as_deref().is_some_and(is_known) {
        let message = "podcast programs need not play a file of this type; MP3 and MPEG-4 are played by all";
        diagnostics.add(Rule::Value, position, message.to_owned());
    }
    if file.length.is_none_or(|length| length == 0) {
        let message =
            "podcasts need the length of a file in bytes, which is not known; name `length`, or `file`";
        diagnostics.add(Rule::Value, position, message.to_owned());
    }
    if let Some(summary) = record.summary.as_ref().filter(|summary| summary.text.len() > LONGEST_SUMMARY) {
        let message =
            format!("podcast programs show {LONGEST_SUMMARY} bytes of a summary at most; shorten it");
        diagnostics.add(Rule::Value, summary.position, message);
    }
}

/// Whether a file of this type is played.
pub(super) fn is_played(media_type: Option<&str>) -> bool {
    let kind = media_type.and_then(|name| name.split_once('/')).map(|(kind, _)| kind);
    kind.is_some_and(|kind| ["audio", "video"].iter().any(|own| kind.eq_ignore_ascii_case(own)))
}

fn read(written: &RawEpisode, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Episode {
    let kind = |text: &str| EpisodeKind::ALL.iter().copied().find(|kind| kind.word() == text);
    Episode {
        number: value(
            written.number.as_ref(),
            "the number of an episode must be a whole number above 0",
            number,
            diagnostics,
        ),
        season: value(
            written.season.as_ref(),
            "the number of a season must be a whole number above 0",
            number,
            diagnostics,
        ),
        kind: value(
            written.kind.as_ref(),
            "the type of an episode must be full, trailer or bonus",
            kind,
            diagnostics,
        ),
        is_explicit: value(
            written.is_explicit.as_ref(),
            "`explicit` must be true or false",
            truth,
            diagnostics,
        ),
        transcripts: written
            .transcripts
            .iter()
            .filter_map(|file| transcript(file, config, diagnostics))
            .collect(),
        chapters: written.chapters.as_ref().and_then(|file| chapters(file, config, diagnostics)),
        people: written.people.iter().filter_map(|person| credit(person, config, diagnostics)).collect(),
    }
}

/// What `read` makes of a text in small letters, else a finding.
fn value<T>(
    written: Option<&Spanned>,
    wanted: &str,
    read: impl Fn(&str) -> Option<T>,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<T> {
    let written = written?;
    let value = read(&written.text.trim().to_ascii_lowercase());
    if value.is_none() {
        diagnostics.add(Rule::Value, written.position, format!("{wanted}; it is left out"));
    }
    value
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|&number| number > 0)
}

/// Words that hosts of podcasts use count, too.
fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "yes" | "explicit" => Some(true),
        "false" | "no" | "clean" => Some(false),
        _ => None,
    }
}

fn transcript(written: &RawFile, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Option<Transcript> {
    let types = "a transcript needs `type`: text/plain, text/html, text/vtt, application/json or application/x-subrip";
    let (url, media_type) =
        file(written, "the URL of a transcript", (&TRANSCRIPTS, types), config, diagnostics)?;
    let language = written.language.as_ref().and_then(|named| {
        let tag = language::tag(&named.text);
        let left_out = |fault: &language::Fault| format!("the language {}", fault.left_out());
        tag.as_ref().err().into_iter().for_each(|fault| {
            diagnostics.add(Rule::Value, named.position, left_out(fault));
        });
        tag.ok()
    });
    let captions = |text: &str| (text == "captions").then_some(true);
    let relation =
        value(written.relation.as_ref(), "`rel` of a transcript must be captions", captions, diagnostics);
    Some(Transcript { url, media_type, language, is_captions: relation.unwrap_or_default() })
}

fn chapters(written: &RawFile, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Option<Chapters> {
    let types = "chapters need `type`, such as application/json+chapters";
    let (url, media_type) = file(written, "the URL of chapters", (&CHAPTERS, types), config, diagnostics)?;
    Some(Chapters { url, media_type })
}

/// The URL and the type of a file: the named one, else that of the ending of its name.
fn file(
    written: &RawFile,
    what: &str,
    (types, missing): (&[(&str, &str)], &str),
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<(String, String)> {
    let url = written_in_site(&written.url, what, config, diagnostics)?;
    let named = written.media_type.as_ref().map(|named| named.text.trim().to_ascii_lowercase());
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let of_ending =
        || types.iter().find(|(own, _)| Some(*own) == ending.as_deref()).map(|row| row.1.to_owned());
    let Some(media_type) = named.filter(|named| uri::is_media_type(named)).or_else(of_ending) else {
        diagnostics.add(Rule::Value, written.url.position, format!("{missing}; the file is left out"));
        return None;
    };
    Some((url, media_type))
}

fn credit(written: &RawCredit, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Option<Credit> {
    let person = people::person(&written.person, config, diagnostics)?;
    Some(Credit {
        name: person.name,
        role: plain(written.role.as_ref()),
        group: plain(written.group.as_ref()),
        uri: person.uri,
        image: person.avatar,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audio_and_video_are_played_and_nothing_else_is() {
        for (media_type, is) in [
            (Some("audio/mpeg"), true),
            (Some("VIDEO/mp4"), true),
            (Some("application/pdf"), false),
            (Some("audio"), false),
            (None, false),
        ] {
            assert_eq!(is_played(media_type), is, "{media_type:?}");
        }
    }
}
