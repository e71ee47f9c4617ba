//! The escape sequences that YAML, TOML and JSON write alike, for the readers that go without a library. Others are left to it.

/// The character that an escape sequence means, without its backslash, and what follows; `None` where not all three have it, or
/// where it is half of a character.
pub fn escaped(text: &str) -> Option<(char, &str)> {
    let (first, after) = text.split_at_checked(1)?;
    let character = match first {
        "\"" => '"',
        "\\" => '\\',
        "n" => '\n',
        "r" => '\r',
        "t" => '\t',
        "u" => {
            let (digits, after) = after.split_at_checked(4)?;
            let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_number)?;
            return Some((char::from_u32(number)?, after));
        }
        _ => return None,
    };
    Some((character, after))
}
