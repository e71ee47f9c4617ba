//! The members of a document -> its bytes, in the layout of `serde_json`: every value on a line of its own, two spaces for each
//! level. Tests hold it to what `serde_json` writes of the same.

use std::borrow::Cow;

use crate::format::json_feed::wire::{Attachment, Author, Document, Extensions, Item};
use crate::text::plain_length;

/// Appends the document.
pub(super) fn add_document(document: &Document<'_>, written: &mut Vec<u8>) {
    let mut members = Members { written, depth: 0, is_first: true };
    members.open("{");
    members.text("version", &document.version);
    members.text("title", &document.title);
    members.optional("home_page_url", document.home_page_url.as_ref());
    members.optional("feed_url", document.feed_url.as_ref());
    members.optional("description", document.description.as_ref());
    members.optional("next_url", document.next_url.as_ref());
    members.optional("icon", document.icon.as_ref());
    members.optional("favicon", document.favicon.as_ref());
    members.objects("authors", &document.authors, add_author);
    members.optional("language", document.language.as_ref());
    members.objects("hubs", &document.hubs, |hub, members| {
        members.text("type", &hub.protocol);
        members.text("url", &hub.url);
    });
    members.extensions(&document.extensions);
    if document.items.is_empty() {
        members.raw("items", "[]");
    }
    members.objects("items", &document.items, add_item);
    members.close("}");
}

fn add_item(item: &Item<'_>, members: &mut Members<'_>) {
    members.text("id", &item.id);
    members.optional("url", item.url.as_ref());
    members.optional("external_url", item.external_url.as_ref());
    members.optional("title", item.title.as_ref());
    members.optional("content_html", item.content_html.as_ref());
    members.optional("content_text", item.content_text.as_ref());
    members.optional("summary", item.summary.as_ref());
    members.optional("image", item.image.as_ref());
    members.optional("banner_image", item.banner_image.as_ref());
    members.optional("date_published", item.date_published.as_ref());
    members.optional("date_modified", item.date_modified.as_ref());
    members.objects("authors", &item.authors, add_author);
    members.texts("tags", &item.tags);
    members.optional("language", item.language.as_ref());
    members.objects("attachments", &item.attachments, add_attachment);
    members.extensions(&item.extensions);
}

fn add_author(author: &Author<'_>, members: &mut Members<'_>) {
    members.optional("name", author.name.as_ref());
    members.optional("url", author.url.as_ref());
    members.optional("avatar", author.avatar.as_ref());
}

fn add_attachment(attachment: &Attachment<'_>, members: &mut Members<'_>) {
    members.text("url", &attachment.url);
    members.text("mime_type", &attachment.mime_type);
    members.optional("title", attachment.title.as_ref());
    members.number("size_in_bytes", attachment.size_in_bytes.as_ref());
    members.number("duration_in_seconds", attachment.duration_in_seconds.as_ref());
}

/// The members and values that were written so far.
struct Members<'w> {
    written: &'w mut Vec<u8>,
    /// How many brackets are open.
    depth: usize,
    /// Whether nothing follows the last bracket yet.
    is_first: bool,
}

impl Members<'_> {
    fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        self.string(text);
    }

    fn optional<T: AsRef<str>>(&mut self, name: &str, text: Option<&T>) {
        if let Some(text) = text {
            self.text(name, text.as_ref());
        }
    }

    fn number(&mut self, name: &str, number: Option<&impl ToString>) {
        if let Some(number) = number {
            self.raw(name, &number.to_string());
        }
    }

    /// A member whose value is JSON already.
    fn raw(&mut self, name: &str, json: &str) {
        self.name(name);
        self.push(json);
    }

    fn extensions(&mut self, extensions: &Extensions<'_>) {
        extensions.0.iter().for_each(|(name, value)| self.raw(name, value.get()));
    }

    /// A list of objects, unless it is empty.
    fn objects<T>(&mut self, name: &str, objects: &[T], add: impl Fn(&T, &mut Self)) {
        if objects.is_empty() {
            return;
        }
        self.name(name);
        self.open("[");
        for object in objects {
            self.line();
            self.open("{");
            add(object, self);
            self.close("}");
        }
        self.close("]");
    }

    /// A list of strings, unless it is empty.
    fn texts(&mut self, name: &str, texts: &[Cow<'_, str>]) {
        if texts.is_empty() {
            return;
        }
        self.name(name);
        self.open("[");
        for text in texts {
            self.line();
            self.string(text);
        }
        self.close("]");
    }

    fn open(&mut self, bracket: &str) {
        self.push(bracket);
        self.depth = self.depth.saturating_add(1);
        self.is_first = true;
    }

    fn close(&mut self, bracket: &str) {
        self.depth = self.depth.saturating_sub(1);
        if !self.is_first {
            self.push("\n");
            self.indent();
        }
        self.push(bracket);
        self.is_first = false;
    }

    /// Begins a line for what is next inside the brackets.
    fn line(&mut self) {
        self.push(if self.is_first { "\n" } else { ",\n" });
        self.indent();
        self.is_first = false;
    }

    fn indent(&mut self) {
        (0..self.depth).for_each(|_| self.push("  "));
    }

    fn name(&mut self, name: &str) {
        self.line();
        self.string(name);
        self.push(": ");
    }

    fn string(&mut self, text: &str) {
        self.push("\"");
        // What needs an escape (RFC 8259, section 7).
        let is_special = |byte| (byte == b'"') | (byte == b'\\') | (byte < b' ');
        let mut rest = text;
        loop {
            let plain = plain_length(rest.as_bytes(), is_special);
            let (before, special) = rest.split_at_checked(plain).unwrap_or((rest, ""));
            self.push(before);
            let mut after = special.chars();
            let Some(character) = after.next() else { break };
            match character {
                '"' => self.push("\\\""),
                '\\' => self.push("\\\\"),
                '\n' => self.push("\\n"),
                '\t' => self.push("\\t"),
                '\r' => self.push("\\r"),
                '\u{8}' => self.push("\\b"),
                '\u{c}' => self.push("\\f"),
                other => self.push(&format!("\\u{:04x}", u32::from(other))),
            }
            rest = after.as_str();
        }
        self.push("\"");
    }

    fn push(&mut self, text: &str) {
        self.written.extend_from_slice(text.as_bytes());
    }
}
