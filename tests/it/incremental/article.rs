//! One article of a walk: a number for every field that a step can change, and the file that the numbers mean.

/// What a step can change in an article.
#[derive(Debug, Clone, Copy)]
pub enum Field {
    /// One letter of the title: the file keeps its size.
    Mark,
    Date,
    Updated,
    Topics,
    Flag,
    Language,
    Quality,
    Heat,
    Kind,
    Category,
    Provider,
    Id,
    Link,
    Related,
    Picture,
    Body,
    /// A comment, which means nothing.
    Comment,
    /// What makes the whole record unreadable, or nothing.
    Fault,
    LineEnds,
}

impl Field {
    pub const ALL: [Field; 19] = [
        Field::Mark,
        Field::Date,
        Field::Updated,
        Field::Topics,
        Field::Flag,
        Field::Language,
        Field::Quality,
        Field::Heat,
        Field::Kind,
        Field::Category,
        Field::Provider,
        Field::Id,
        Field::Link,
        Field::Related,
        Field::Picture,
        Field::Body,
        Field::Comment,
        Field::Fault,
        Field::LineEnds,
    ];
}

const TOPICS: [&str; 13] = [
    "topics: [Mills]", "topics: [mills]", "topics: [MILLS, Boats]", "topics: [Boats]",
    "topics: [boats, Mills]", "tags: Barges, boats", "topics: [C++]", "topics: [C#, c++]",
    "topics: [Кино, Mills]", "topics: [River]", "topics: [river, Bread]", "topics: {a: b}", "",
];
/// Of so many values each of these flags has one; the others mean no flag.
const FLAG_VALUES: usize = 24;
const FLAGS: [&str; 6] = [
    "published: false", "draft: true", "deleted: true", "removed: true", "draft: perhaps", "published: true",
];
/// Of so many values each fault has one; the others mean none.
const FAULT_VALUES: usize = 60;
const LANGUAGES: [&str; 5] = ["language: en", "language: de", "language: fr", "", "language: '?'"];
const PROVIDERS: [&str; 3] =
    ["", "provider: {name: The Lock, domain: lock.example.org}", "provider: The Quay"];
const UPDATES: [&str; 6] = [
    "",
    "",
    "updated: 2020-05-09T10:00:00Z",
    "updated: 2020-05-12T10:00:00+02:00",
    "updated: 2031-01-01",
    "updated: lately",
];
const RELATED: [&str; 3] = [
    "",
    "related:\n  - title: Another weir\n    link: https://example.org/another/\n",
    "related:\n  - title: A third weir\n    link: https://example.org/third/\n  - title: Without a link\n",
];
const BODIES: [&str; 6] = [
    "The water is low.\n",
    "The water is high\nand *rising*.\n",
    "",
    "<p>The gate is <b>open</b>.</p>\n",
    "Seen from [the bridge](/bridge).\n\n![The gate](gate.png)\n",
    "A word with <script>x()</script> in it, {{ site.title }}.\n",
];

/// An article by the numbers of its fields; every number means something.
#[derive(Debug, Clone)]
pub struct Article {
    number: usize,
    fields: Vec<usize>,
}

impl Article {
    /// The article with this number of its own; `fields` has a number for every field.
    pub fn new(number: usize, fields: Vec<usize>) -> Article {
        assert_eq!(fields.len(), Field::ALL.len());
        Article { number, fields }
    }

    /// The number that no other article of the walk has.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Gives a field another value.
    pub fn set(&mut self, field: Field, value: usize) {
        self.fields[field as usize] = value;
    }

    /// The value of [`Field::Id`] with which other articles get the same id.
    pub fn id_to_share(&self) -> usize {
        self.value(Field::Id) % 6
    }

    fn value(&self, field: Field) -> usize {
        self.fields[field as usize]
    }

    fn choice<'c>(&self, field: Field, choices: &[&'c str]) -> &'c str {
        choices[self.value(field) % choices.len()]
    }

    /// Half days of May 2020: several articles have the same, and some are not due yet.
    fn date(&self) -> String {
        let half_day = self.value(Field::Date) % 60;
        let zone = ["", "Z", "+02:00"][self.number % 3];
        format!("2020-05-{:02}T{:02}:30:00{zone}", 1 + half_day / 2, 12 * (half_day % 2))
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let number = self.number;
        let mark = char::from(b'a' + (self.value(Field::Mark) % 26) as u8);
        let fault = self.value(Field::Fault) % FAULT_VALUES;
        let mut lines = vec![
            "---".to_owned(),
            format!("# Remark {}", self.value(Field::Comment) % 7),
            format!("title: Report {mark} from weir {number}"),
            format!("excerpt: What weir {number} did."),
            format!("quality: {}", 10 + self.value(Field::Quality) % 80),
            format!("heat: {}", 10 + self.value(Field::Heat) % 80),
            format!("type: {}", ["article", "video"][self.value(Field::Kind) % 2]),
            format!("category: {}", ["news", "notes"][self.value(Field::Category) % 2]),
            format!("secured: \"canary {number}\""),
            format!("unknown: \"canary {number}\""),
        ];
        lines.extend(match fault {
            0 => Some("date: 2020-13-45".to_owned()),
            1 => None,
            _ => Some(format!("date: {}", self.date())),
        });
        let id = self.value(Field::Id) % 24;
        lines.extend((id < 6).then(|| format!("id: urn:example:{id}")));
        let has_link = !self.value(Field::Link).is_multiple_of(3);
        lines.extend(has_link.then(|| format!("link: https://example.org/weir/{number}/")));
        let has_picture = self.value(Field::Picture).is_multiple_of(2);
        lines.extend(has_picture.then(|| format!("image: /weir/{number}.png")));
        lines.extend(
            [
                self.choice(Field::Updated, &UPDATES),
                self.choice(Field::Topics, &TOPICS),
                FLAGS.get(self.value(Field::Flag) % FLAG_VALUES).unwrap_or(&""),
                self.choice(Field::Language, &LANGUAGES),
                self.choice(Field::Provider, &PROVIDERS),
                self.choice(Field::Related, &RELATED).trim_end(),
                ["heat: twice", "title: [", "quality: much", ""][fault.clamp(2, 5) - 2],
            ]
            .iter()
            .filter(|line| !line.is_empty())
            .map(|line| (*line).to_owned()),
        );
        lines.extend((fault != 6).then(|| "---".to_owned()));
        let mut text = format!("{}\n{}", lines.join("\n"), self.choice(Field::Body, &BODIES));
        if fault == 7 {
            text = text.replacen("---\n", "", 1);
        }
        self.finish(text, fault == 8)
    }

    fn finish(&self, mut text: String, is_broken: bool) -> Vec<u8> {
        match self.value(Field::LineEnds) % 8 {
            0 => text = text.replace('\n', "\r\n"),
            1 => text.insert(0, '\u{feff}'),
            _ => {}
        }
        let mut bytes = text.into_bytes();
        if is_broken {
            bytes.insert(30, 0xff);
        }
        bytes
    }
}
