//! The key `podcast` of `feeds` and of an additional feed -> what the feed is as a [`Podcast`]. What PSP-1 requires of a podcast
//! must be there, because directories refuse feeds without it.

use super::plain;
use crate::config::section::Section;
use crate::config::{Feeds, Site};
use crate::error::Error;
use crate::model::{Credit, Format, Image, Owner, Podcast};
use crate::uri;

/// Apple's categories and their parts.
const CATEGORIES: [(&str, &[&str]); 19] = [
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    (
        "Health & Fitness",
        &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"],
    ),
    ("History", &[]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &[
            "Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden",
            "Video Games",
        ],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News", "Daily News", "Entertainment News", "News Commentary", "Politics",
            "Sports News", "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
    ),
    (
        "Science",
        &[
            "Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences",
            "Nature", "Physics", "Social Sciences",
        ],
    ),
    (
        "Society & Culture",
        &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"],
    ),
    (
        "Sports",
        &[
            "Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby",
            "Running", "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling",
        ],
    ),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
    ("Technology", &[]),
    ("True Crime", &[]),
];

/// What a podcast may consist of, where its episodes are files of its own.
const MEDIUMS: [&str; 8] = ["podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "course"];

/// How many characters of texts beside links and names podcast programs show, and of texts for machines.
const LONGEST_LABEL: usize = 128;
const LONGEST_TEXT: usize = 4000;

/// Reads what the key says of the feed of this language; nothing where the feed is no podcast.
pub(super) fn read_podcast(
    section: &Section<'_>,
    language: Option<&str>,
    feeds: &Feeds,
    site: &Site,
) -> Result<Option<Box<Podcast>>, Error> {
    let podcast = section.section("podcast")?.filter(|podcast| podcast.keys().next().is_some());
    let Some(podcast) = podcast else { return Ok(None) };
    podcast.allow(&[
        "category", "explicit", "image", "author", "owner", "locked", "guid", "medium", "type", "complete",
        "block", "funding", "txt", "people",
    ])?;
    if !feeds.formats.iter().any(|(format, _)| *format == Format::Rss) {
        return Err(
            section.error_at("podcast", "needs `rss` in `feeds.formats`, which podcast programs read")
        );
    }
    if language.is_none() {
        let message = "needs the language of the feed, which directories require: set `site.language`";
        return Err(section.error_at("podcast", message));
    }
    let missing = |key: &str| podcast.error_at(key, "is missing, and directories require it");
    let kinds = [("episodic", false), ("serial", true)];
    let image = url_at(&podcast, "image", "the URL of an image", site)?.or(site.logo.clone());
    let image = image.ok_or_else(|| missing("image"))?;
    if !(Image { url: image.clone(), ..Image::default() }).is_cover() {
        return Err(podcast.error_at("image", "must be the URL of a JPEG or PNG image: .jpg, .jpeg or .png"));
    }
    Ok(Some(Box::new(Podcast {
        categories: categories(&podcast)?,
        is_explicit: podcast.truth("explicit")?.ok_or_else(|| missing("explicit"))?,
        image,
        author: plain(&podcast, "author")?.unwrap_or_default(),
        guid: podcast.parsed("guid", "a UUID", uuid)?.unwrap_or_default(),
        owner: read_owner(&podcast, "owner")?,
        is_locked: podcast.truth("locked")?,
        medium: podcast.choice("medium", &MEDIUMS.map(|word| (word, word)))?.unwrap_or("podcast").to_owned(),
        is_serial: podcast.choice("type", &kinds)?,
        is_complete: podcast.truth("complete")?.unwrap_or_default(),
        is_blocked: podcast.truth("block")?.unwrap_or_default(),
        funding: funding(&podcast, site)?,
        texts: texts(&podcast)?,
        people: people(&podcast, site)?,
    })))
}

fn url_at(section: &Section<'_>, key: &str, wanted: &str, site: &Site) -> Result<Option<String>, Error> {
    section
        .parsed(key, wanted, |text| uri::absolute_in_site(text, &site.url).ok().map(|url| uri::written(&url)))
}

/// The categories: names, and names of parts behind those of the whole and `>`.
fn categories(section: &Section<'_>) -> Result<Vec<(String, Option<String>)>, Error> {
    let known = |text: &String| {
        let (name, part) =
            text.split_once('>').map_or((text.as_str(), None), |(name, part)| (name, Some(part)));
        let (name, parts) = CATEGORIES.iter().find(|(own, _)| own.eq_ignore_ascii_case(name.trim()))?;
        match part.map(str::trim) {
            None => Some(((*name).to_owned(), None)),
            Some(part) => {
                let part = parts.iter().find(|own| own.eq_ignore_ascii_case(part))?;
                Some(((*name).to_owned(), Some((*part).to_owned())))
            }
        }
    };
    let texts = section.texts("category")?.filter(|texts| !texts.is_empty());
    let texts =
        texts.ok_or_else(|| section.error_at("category", "is missing, and directories require it"))?;
    let wrong = |text: &String| {
        let message = format!("must be Apple's, such as `Technology` or `{}`", nearest(text));
        section.error_at("category", &message)
    };
    texts.iter().map(|text| known(text).ok_or_else(|| wrong(text))).collect()
}

/// The category that the text may mean, as it is to be written.
fn nearest(text: &str) -> String {
    let whole = |&(name, parts): &(&str, &[&str])| {
        let of_part = |part: &&str| (strsim::jaro_winkler(text, part), format!("{name} > {part}"));
        let parts: Vec<(f64, String)> = parts.iter().map(of_part).collect();
        parts.into_iter().chain([(strsim::jaro_winkler(text, name), name.to_owned())])
    };
    let all = CATEGORIES.iter().flat_map(whole);
    all.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name).unwrap_or_default()
}

/// A UUID in small letters.
fn uuid(text: &str) -> Option<String> {
    let lengths = text.split('-').map(str::len);
    let is_hexadecimal = text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    (is_hexadecimal && lengths.eq([8, 4, 4, 4, 12])).then(|| text.to_ascii_lowercase())
}

/// Somebody who may be written to, under a key.
pub(super) fn read_owner<'a>(section: &Section<'a>, key: &'a str) -> Result<Option<Owner>, Error> {
    let Some(owner) = section.section(key)? else { return Ok(None) };
    owner.allow(&["name", "email"])?;
    let mail = |text: &str| uri::is_mail(text).then(|| text.to_owned());
    let email = owner.parsed("email", "an email address", mail)?;
    let email =
        email.ok_or_else(|| owner.error_at("email", "is missing; everybody can read it in the feed"))?;
    Ok(Some(Owner { name: plain(&owner, "name")?, email }))
}

fn funding(section: &Section<'_>, site: &Site) -> Result<Vec<(String, String)>, Error> {
    let one = |funding: &Section<'_>| {
        funding.allow(&["url", "title"])?;
        let url = url_at(funding, "url", "the URL of a page", site)?;
        let url = url.ok_or_else(|| funding.error_at("url", "is missing"))?;
        let title = short(funding, "title", LONGEST_LABEL)?;
        Ok((url, title.ok_or_else(|| funding.error_at("title", "is missing"))?))
    };
    section.sections("funding")?.iter().map(one).collect()
}

fn texts(section: &Section<'_>) -> Result<Vec<(Option<String>, String)>, Error> {
    let one = |text: &Section<'_>| {
        text.allow(&["purpose", "text"])?;
        let value = short(text, "text", LONGEST_TEXT)?;
        let value = value.ok_or_else(|| text.error_at("text", "is missing"))?;
        Ok((short(text, "purpose", LONGEST_LABEL)?, value))
    };
    section.sections("txt")?.iter().map(one).collect()
}

fn people(section: &Section<'_>, site: &Site) -> Result<Vec<Credit>, Error> {
    let one = |person: &Section<'_>| {
        person.allow(&["name", "role", "group", "url", "image"])?;
        let name = short(person, "name", LONGEST_LABEL)?.as_deref().and_then(uri::name_alone);
        Ok(Credit {
            name: name.ok_or_else(|| person.error_at("name", "is missing"))?,
            role: short(person, "role", LONGEST_LABEL)?,
            group: short(person, "group", LONGEST_LABEL)?,
            uri: url_at(person, "url", "the URL of a page", site)?,
            image: url_at(person, "image", "the URL of an image", site)?,
        })
    };
    section.sections("people")?.iter().map(one).collect()
}

/// A text of so many characters at most.
fn short(section: &Section<'_>, key: &str, most: usize) -> Result<Option<String>, Error> {
    match plain(section, key)? {
        Some(text) if text.chars().count() > most => {
            Err(section.error_at(key, &format!("must have {most} characters at most")))
        }
        text => Ok(text),
    }
}
