//! The values of a document as slices of its text, which know their place, and what they are taken for.
//!
//! Findings are kept by offset and added at the end in the order of the document: so the text is scanned once
//! for all of their places.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use crate::encoding::Positions;
use crate::finding::Rule;
use crate::format::diagnostics::Diagnostics;
use crate::format::json_feed::literal::{LARGEST_WHOLE, decoded, is_extension_name, normalised, parts};
use crate::format::modules::resolved_url;
use crate::json::Pairs;
use crate::model::{Member, Position};
use crate::ordered;
use crate::time;

/// How many members and values of lists are read of any document.
const FEW_PARTS: usize = 400_000;

/// The number of bytes per member and value of a list in a document that has more of them than any real one.
const BYTES_OF_A_PART: usize = 20;

/// An object: its values by name, not yet looked into.
pub(super) type Members<'a> = BTreeMap<Cow<'a, str>, &'a str>;

/// Takes a member out of an object; null says as much as no member.
pub(super) fn take<'a>(members: &mut Members<'a>, name: &str) -> Option<&'a str> {
    members.remove(name).filter(|&value| value != "null")
}

/// A reading under way. Every value given to it is a slice of the document.
pub(super) struct Reading<'a, 'n> {
    /// What relative URLs are relative to.
    pub(super) base: Option<&'a str>,
    /// Where losses are counted.
    pub(super) diagnostics: &'n mut Diagnostics,
    document: &'a str,
    findings: Vec<PendingFinding>,
    /// How many parts were read.
    parts: usize,
    /// The object or list with which there were too many of them; nothing more is read then.
    excess: Option<&'a str>,
}

/// A finding to be.
struct PendingFinding {
    /// In bytes.
    offset: usize,
    rule: Rule,
    /// The part of the feed that it is about, in words of the specification.
    subject: &'static str,
    fault: &'static str,
}

impl<'a, 'n> Reading<'a, 'n> {
    /// A reading that has yet to begin.
    pub(super) fn of(
        document: &'a str,
        base: Option<&'a str>,
        diagnostics: &'n mut Diagnostics,
    ) -> Reading<'a, 'n> {
        Reading { base, diagnostics, document, findings: Vec::new(), parts: 0, excess: None }
    }

    /// Notes that something is wrong with a value.
    pub(super) fn add(&mut self, value: &'a str, rule: Rule, subject: &'static str, fault: &'static str) {
        self.findings.push(PendingFinding { offset: self.offset_of(value), rule, subject, fault });
    }

    fn offset_of(&self, value: &'a str) -> usize {
        value.as_ptr().addr().saturating_sub(self.document.as_ptr().addr())
    }

    /// Hands the findings on, in the order of the document.
    pub(super) fn finish(mut self) {
        ordered::sort_by_key(&mut self.findings, |finding| finding.offset);
        let mut positions = Positions::new(self.document);
        for PendingFinding { offset, rule, subject, fault } in self.findings {
            self.diagnostics.add(rule, positions.position(offset), format!("{subject} {fault}"));
        }
    }

    /// The place of the object or list with which there were too many parts to read.
    pub(super) fn excess(&self) -> Option<Position> {
        Some(Positions::new(self.document).position(self.offset_of(self.excess?)))
    }

    /// Whether so many more parts may be read, which are those of the value.
    fn has_room(&mut self, value: &'a str, parts: usize) -> bool {
        self.parts = self.parts.saturating_add(parts);
        if self.parts > FEW_PARTS.max(self.document.len() / BYTES_OF_A_PART) {
            self.excess.get_or_insert(value);
        }
        self.excess.is_none()
    }

    /// The members of an object. Of those with the same name the last one counts, as with most readers.
    ///
    /// # Errors
    ///
    /// Where the value is not an object.
    pub(super) fn members(&mut self, value: &'a str) -> Result<Members<'a>, serde_json::Error> {
        let mut members = Members::new();
        let mut pairs = serde_json::from_str::<Pairs<'a>>(value)?.0;
        if !self.has_room(value, pairs.len()) {
            pairs.clear();
        }
        for (name, value) in pairs {
            if let Some(other) = members.insert(decoded(name).text, value) {
                let rule = if other == value { Rule::Repair } else { Rule::DuplicateKey };
                self.add(value, rule, "a member", "is duplicated; the last one counts");
            }
        }
        Ok(members)
    }

    /// The members of an object, with a finding of the rule where the value is not one.
    pub(super) fn object(
        &mut self,
        value: &'a str,
        rule: Rule,
        subject: &'static str,
    ) -> Option<Members<'a>> {
        let members = self.members(value).ok();
        if members.is_none() {
            self.add(value, rule, subject, "is not an object; it is left out");
        }
        members
    }

    /// The values of a list. A single text or object, where there should be a list, is one of one value.
    pub(super) fn list(&mut self, value: Option<&'a str>, subject: &'static str) -> Vec<&'a str> {
        let Some(value) = value else {
            return Vec::new();
        };
        if let Ok(values) = serde_json::from_str::<Vec<&RawValue>>(value) {
            if !self.has_room(value, values.len()) {
                return Vec::new();
            }
            return values.into_iter().map(RawValue::get).collect();
        }
        if value.starts_with(['"', '{']) {
            self.add(value, Rule::Repair, subject, "are not a list; they are read as a list of one");
            return vec![value];
        }
        self.add(value, Rule::FeedValue, subject, "are not a list; they are left out");
        Vec::new()
    }

    /// A text without white space around it, never an empty one.
    pub(super) fn text(&mut self, value: Option<&'a str>, subject: &'static str) -> Option<String> {
        let value = value?;
        if value.starts_with('"') {
            return self.string(value, subject);
        }
        if value.starts_with(['{', '[', 't', 'f', 'n']) {
            self.add(value, Rule::FeedValue, subject, "is not a string; it is left out");
            return None;
        }
        self.add(value, Rule::Repair, subject, "is a number; it is read as text");
        Some(value.to_owned())
    }

    fn string(&mut self, literal: &'a str, subject: &'static str) -> Option<String> {
        let decoded = decoded(literal);
        if !decoded.is_whole {
            self.add(
                literal,
                Rule::Repair,
                subject,
                "holds characters that no feed may hold; they are left out",
            );
        }
        if decoded.has_halves {
            let message = "holds halves of characters; replacement characters stand for them";
            self.add(literal, Rule::FeedText, subject, message);
        }
        let text = match decoded.text {
            Cow::Owned(text) if text.trim().len() == text.len() => text,
            text => text.trim().to_owned(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// A URL, absolute where there is a base.
    pub(super) fn url(&mut self, value: Option<&'a str>, subject: &'static str) -> Option<String> {
        resolved_url(&self.text(value, subject)?, self.base)
    }

    /// A moment, in any form that feeds write.
    pub(super) fn moment(&mut self, value: Option<&'a str>, subject: &'static str) -> Option<DateTime<Utc>> {
        let text = self.text(value, subject)?;
        let moment = time::read_in_feed(&text).ok();
        if let (None, Some(value)) = (&moment, value) {
            self.add(
                value,
                Rule::FeedDate,
                subject,
                "cannot be read; use the form of RFC 3339; it is left out",
            );
        }
        moment.map(|moment| moment.instant)
    }

    /// A length in bytes.
    pub(super) fn length(&mut self, value: Option<&'a str>, subject: &'static str) -> Option<u64> {
        let number = self.number(value, subject)?;
        let whole = |number: f64| {
            (number.fract() == 0.0 && (0.0..=LARGEST_WHOLE).contains(&number)).then_some(number as u64)
        };
        let length = number.parse().ok().or_else(|| whole(number.parse().ok()?));
        if let (None, Some(value)) = (length, value) {
            self.add(value, Rule::FeedValue, subject, "is not a whole number of bytes; it is left out");
        }
        length
    }

    /// A duration in seconds, also as a text in any spelling of durations.
    pub(super) fn duration(&mut self, value: Option<&'a str>, subject: &'static str) -> Option<f64> {
        let value = value?;
        let text = if value.starts_with('"') { self.string(value, subject)? } else { value.to_owned() };
        let duration = time::duration(&text);
        let (rule, message) = match duration {
            None => (Rule::FeedValue, "is not a number of seconds; it is left out"),
            Some(_) if value.starts_with('"') => (Rule::Repair, "is a string; it is read as a number"),
            Some(_) => return duration,
        };
        self.add(value, rule, subject, message);
        duration
    }

    /// The digits of a number, also of one in quotes.
    fn number(&mut self, value: Option<&'a str>, subject: &'static str) -> Option<String> {
        let value = value?;
        if !value.starts_with('"') {
            return Some(value.to_owned());
        }
        let text = self.string(value, subject)?;
        self.add(value, Rule::Repair, subject, "is a string; it is read as a number");
        Some(text)
    }

    /// The extensions among the members that are left of an object, and those that are kept for another reason; the others are lost.
    pub(super) fn extensions(
        &mut self,
        members: Members<'a>,
        whose: &str,
        is_kept: fn(&str, &str) -> bool,
    ) -> Vec<Member> {
        let mut extensions = Vec::new();
        let mut others = Members::new();
        for (name, value) in members {
            if !self.has_room(value, parts(value)) {
                return Vec::new();
            }
            match normalised(value).filter(|_| is_extension_name(&name) || is_kept(&name, value)) {
                Some(json) => extensions.push((value.as_ptr(), Member { name: name.into_owned(), json })),
                None => _ = others.insert(name, value),
            }
        }
        self.lose(others, whose);
        ordered::sort_by_key(&mut extensions, |&(url, _)| url);
        extensions.into_iter().map(|(_, member)| member).collect()
    }

    /// Counts the members that are left of an object.
    pub(super) fn lose(&mut self, members: Members<'a>, whose: &str) {
        for (name, _) in members.iter().filter(|&(_, &value)| value != "null") {
            let is_plain = (1..=40).contains(&name.len())
                && name
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric() || "_-".contains(character));
            let name = if is_plain { name.as_ref() } else { "of an odd name" };
            self.diagnostics.lost(&format!("{whose}: member {name}"));
        }
    }
}
