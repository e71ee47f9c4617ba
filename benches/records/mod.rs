//! Records for the benches: articles like those of a news site, about 6 KB each, made of words of our own. The same
//! number always makes the same article, on every machine.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A configuration that says no more than it must.
pub const CONFIGURATION: &str = "site: {title: The Daily Weir, url: https://example.org/}\n";

const WORDS: &str = "anchor barge basin beacon bend bicycle boat bollard bread breeze brick bridge buoy cable \
    canal captain cargo carpenter chain chart chimney clay cloud coal compass cook copper crane crew current dam deck \
    depth dike dock dredger drizzle engine ferry fish flag flood flour fog ford forge freight frost gate glass grain \
    granary gravel guild gull gust hammer harbour harvest haul heron hull ice inlet iron island jetty journal keel \
    kiln ladder lamp lantern larch launch lead ledger level light lock log loom mast meadow mill miller mist moon \
    mooring mud net north oak oar orchard otter pebble pilot pine plank pole pond pontoon port pump quay rain reed \
    reservoir rope rudder rust sack sail salt sand saw sea shipwright shore signal silt slate sluice south spring \
    stone storm stream summer survey tar thaw tide timber tower town trader trench tug valley vessel village voyage \
    wagon wall warden water weather wharf wheel willow wind winter wood wool yard";

const TOWNS: [&str; 12] = [
    "Aldwater", "Brackle", "Corrie", "Dunnet", "Eastlock", "Fenmoor", "Garside", "Hollin", "Innerquay",
    "Jarrow Bend", "Kelham", "Larrow",
];

/// Numbers that follow from one number (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    fn choice<'c, T: ?Sized>(&mut self, choices: &[&'c T]) -> &'c T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// A number below `limit`; the first comes up twice as often as the second, three times as often as the third.
    fn zipf(&mut self, limit: u64) -> u64 {
        let total: u64 = (1..=limit).map(|rank| 1_000_000 / rank).sum();
        let mut place = self.below(total);
        (0..limit)
            .find(|rank| {
                let share = 1_000_000 / (rank + 1);
                let is_here = place < share;
                place = place.saturating_sub(share);
                is_here
            })
            .unwrap_or_default()
    }

    fn words(&mut self, words: &[&str], count: u64) -> String {
        let mut text = String::new();
        for at in 0..count {
            let word = self.choice(words);
            if at == 0 {
                text.extend(word.chars().take(1).flat_map(char::to_uppercase));
                text.push_str(&word[1..]);
            } else {
                text.push(' ');
                text.push_str(word);
                text.push_str(if self.below(11) == 0 { "," } else { "" });
            }
        }
        text
    }

    fn date(&mut self) -> String {
        let [month, day, hour] = [12, 28, 24].map(|limit| self.below(limit));
        let year = 2018 + self.below(6);
        let zone = self.choice(&["Z", "Z", "+01:00", "-05:00"]);
        format!("{year}-{:02}-{:02}T{hour:02}:{:02}:00{zone}", month + 1, day + 1, self.below(60))
    }
}

/// The name of a topic; low numbers are the frequent ones.
pub fn topic(number: u64) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let place = number as usize;
    format!("{} {}", words[place % words.len()], words[(place * 7 + place / words.len()) % words.len()])
}

/// The file of one article. `edition` shows in its title and does not change its size while it has as many digits.
pub fn record(number: u64, topics: u64, edition: u64) -> String {
    let chance = &mut Chance(number);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let title = chance.words(&words, 7);
    let mut text = format!("---\ncategory: news\ntitle: \"{title}, edition {edition}\"\n");
    let _ = writeln!(text, "excerpt: \"{} ... &amp; more ...\"", chance.words(&words, 40));
    let _ = writeln!(text, "publishedDateTime: {}", chance.date());
    for key in ["originalUrl", "webUrl"] {
        let _ = writeln!(
            text,
            "{key}: \"https://news.example.org/{}/{number}/\"",
            title.replace([' ', ','], "-")
        );
    }
    let _ = writeln!(text, "type: article\nquality: {}\nheat: {}", chance.below(100), chance.below(190));
    let town = chance.choice(&TOWNS);
    let host = town.to_lowercase().replace(' ', "-");
    let _ = writeln!(
        text,
        "published: true\n\nprovider:\n  name: The {town} Courier\n  domain: {host}.example.org"
    );
    let _ = writeln!(
        text,
        "  images:\n    - url: \"https://example.org/icons/{host}.png\"\n      width: 50\n      height: 50"
    );
    text.push_str("\ntopics:\n");
    for _ in 0..1 + chance.below(2) {
        let _ = writeln!(text, "  - {}", topic(chance.zipf(topics)));
    }
    pictures(&mut text, chance, "", number);
    text.push_str("\nrelated:\n");
    for other in 0..5 {
        related(&mut text, chance, &words, number * 10 + other);
    }
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let secret: String = (0..1100).map(|_| char::from(letters[chance.below(64) as usize])).collect();
    let _ = writeln!(text, "\nsecured: \"{secret}=;{}==\"\n---", &secret[..22]);
    text
}

fn related(text: &mut String, chance: &mut Chance, words: &[&str], number: u64) {
    let (title, excerpt) = (chance.words(words, 8), chance.words(words, 30));
    let town = chance.choice(&TOWNS);
    let host = town.to_lowercase().replace(' ', "-");
    let _ = writeln!(text, "  - title: \"{title}\"\n    excerpt: \"{excerpt}\"");
    let _ = writeln!(text, "    publishedDateTime: {}", chance.date());
    let _ = writeln!(text, "    webUrl: \"https://{host}.example.org/articles/{number}\"");
    let _ = writeln!(
        text,
        "    ampWebUrl: \"https://{host}.example.org/articles/{number}/amp/\"\n    type: article"
    );
    let _ = writeln!(text, "    provider:\n      name: The {town} Courier\n      domain: {host}.example.org");
    let _ = writeln!(text, "    quality: {}", chance.below(100));
    pictures(text, chance, "    ", number);
}

fn pictures(text: &mut String, chance: &mut Chance, indent: &str, number: u64) {
    let _ = writeln!(text, "{indent}images:");
    for picture in 0..1 + chance.below(2) {
        let _ = writeln!(text, "{indent}  - url: \"https://img.example.org/{number}/{picture}.jpg\"");
        let _ = writeln!(text, "{indent}    width: {}", 320 + chance.below(1000));
        let _ = writeln!(text, "{indent}    height: {}\n{indent}    isCached: true", 200 + chance.below(600));
    }
}

/// When an article was published, as it is written: near enough to find the newest.
pub fn published(number: u64, topics: u64) -> String {
    let text = record(number, topics, 100);
    text.lines().find_map(|line| line.strip_prefix("publishedDateTime: ")).unwrap().to_owned()
}

/// The name of an article's file.
pub fn name(number: u64) -> String {
    format!("articles/{number:07}.md")
}

/// Writes a project of so many articles about so many topics.
pub fn project(folder: &Path, articles: u64, topics: u64) {
    fs::create_dir_all(folder.join("articles")).unwrap();
    fs::write(folder.join("feedmill.yaml"), CONFIGURATION).unwrap();
    for number in 0..articles {
        fs::write(folder.join(name(number)), record(number, topics, 100)).unwrap();
    }
}

/// A body in Markdown of about 3 KB: a heading, paragraphs with emphasis, links and code, a list, a quotation and a picture.
pub fn markdown(number: u64) -> String {
    let chance = &mut Chance(number ^ 0x6d64);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut text = String::new();
    for section in 0..3 {
        let _ = writeln!(text, "## {}\n", chance.words(&words, 4));
        for _ in 0..2 {
            let (first, strong) = (chance.words(&words, 30), chance.words(&words, 3));
            let (link, code, last) =
                (chance.words(&words, 3), chance.choice(&words), chance.words(&words, 24));
            let _ = writeln!(
                text,
                "{first} **{strong}** and [{link}](https://example.org/{number}/{section}), `{code}`. {last}.\n"
            );
        }
        for _ in 0..4 {
            let _ = writeln!(text, "- {} *{}*", chance.words(&words, 6), chance.choice(&words));
        }
        let _ = writeln!(text, "\n> {}.\n", chance.words(&words, 18));
    }
    let _ = writeln!(text, "![{}](https://img.example.org/{number}/body.jpg)", chance.words(&words, 3));
    text
}

/// Gives the articles of a project bodies in Markdown.
pub fn add_bodies(folder: &Path, articles: u64, topics: u64) {
    for number in 0..articles {
        let text = format!("{}{}", record(number, topics, 100), markdown(number));
        fs::write(folder.join(name(number)), text).unwrap();
    }
}
