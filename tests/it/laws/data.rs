//! Data files: what is one record, and the parts of what is many.

use feedmill::internal::record::FieldNames;
use feedmill::internal::record::data::{DataSyntax, Listed, Rows, list, name};

/// The paths of one record in each syntax, and of a record in a file of many.
const PATHS: [&str; 8] =
    ["a.json", "a.yaml", "a.toml", "a.json//1", "a.yaml//1", "a.toml//1", "a.ndjson//1", "a.csv//1"];

/// The most bytes of a row.
const MOST: usize = 1 << 20;

/// What selects a record says the same as the whole; the parts of a file of many are apart from each other and in order.
pub(super) fn data(bytes: &[u8]) {
    PATHS.iter().for_each(|path| super::selecting_agrees(path, bytes));
    let fields = FieldNames::default();
    for syntax in [DataSyntax::Json, DataSyntax::Yaml, DataSyntax::Toml] {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let Ok(Listed::Many(ranges)) = list(text, syntax, &fields) else { continue };
        assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start), "{text:?}");
        for range in ranges {
            name(text.get(range).expect("it is a part").as_bytes(), syntax, &fields);
        }
    }
    for syntax in [DataSyntax::Lines, DataSyntax::Table] {
        let Ok(mut rows) = Rows::new(bytes, syntax, MOST) else { continue };
        let head = rows.head.clone();
        let mut end = u64::try_from(head.len()).expect("it is short");
        while let Ok(Some(row)) = rows.next_row() {
            assert!(row.offset >= end && !row.bytes.trim_ascii().is_empty());
            end = row.offset + row.length;
            name(&[&head[..], &row.bytes].concat(), syntax, &fields);
        }
        assert!(end <= u64::try_from(bytes.len()).expect("it is short"));
    }
}
