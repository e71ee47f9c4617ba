//! Expressions -> the values that they may come to.

use super::{MOST_LEVELS, Reader, Value, closing};
use crate::config::generator::literals::Word;

impl Reader<'_, '_> {
    /// The value of the expression that begins here.
    pub(super) fn value(&mut self) -> Value {
        if self.level >= MOST_LEVELS || self.steps == 0 {
            self.at = self.tokens.len();
            return Value::Unknown;
        }
        self.level = self.level.saturating_add(1);
        let condition = self.either();
        let is_question = self.is_sign(0, '?') && !self.is_sign(1, '.') && !self.is_sign(1, '?');
        let value = match is_question {
            true => {
                self.pass(1);
                let first = self.value();
                self.takes(':');
                let second = self.value();
                match condition.truth() {
                    Some(true) => first,
                    Some(false) => second,
                    None => one_of(first, second),
                }
            }
            false => condition,
        };
        self.level = self.level.saturating_sub(1);
        value
    }

    /// Operands of `||` and `??`.
    fn either(&mut self) -> Value {
        let mut value = self.all();
        loop {
            let is_or = self.is_sign(0, '|') && self.is_sign(1, '|');
            let is_missing = self.is_sign(0, '?') && self.is_sign(1, '?');
            if !is_or && !is_missing {
                return value;
            }
            self.pass(2);
            let other = self.all();
            let truth = if is_missing && value != Value::Undefined {
                value.truth().map(|_| true)
            } else {
                value.truth()
            };
            value = match truth {
                Some(true) => value,
                Some(false) => other,
                None if other.truth() == Some(true) && !matches!(other, Value::Text(_)) => other,
                None => one_of(value, other),
            };
        }
    }

    /// Operands of `&&`.
    fn all(&mut self) -> Value {
        let mut value = self.comparison();
        while self.is_sign(0, '&') && self.is_sign(1, '&') {
            self.pass(2);
            let other = self.comparison();
            value = match value.truth() {
                Some(true) => other,
                Some(false) => value,
                None if other.truth() == Some(false) => Value::Truth(false),
                None => Value::Unknown,
            };
        }
        value
    }

    /// Operands that are added and the like, or one.
    fn sum(&mut self) -> Value {
        let mut value = self.operand();
        while let Some(Word::Sign(sign @ ('+' | '-' | '*' | '/' | '%'))) = self.word(0) {
            let sign = *sign;
            if self.is_sign(1, '=') {
                break;
            }
            self.pass(1);
            let other = self.operand();
            value = match (value, sign, other) {
                (Value::Text(first), '+', Value::Text(second)) => Value::Text(first + &second),
                // What comes out some time before its date comes out at it, too.
                (Value::Date, '-', Value::Other) => Value::Date,
                (Value::Now, '+', Value::Other) => Value::Now,
                _ => Value::Unknown,
            };
        }
        value
    }

    /// Two operands and what compares them, or one.
    fn comparison(&mut self) -> Value {
        let mut value = self.sum();
        loop {
            let (mut sign, mut length) = (None, 0_usize);
            match self.word(0) {
                Some(Word::Sign(first @ ('=' | '!'))) if self.is_sign(1, '=') => {
                    sign = Some(*first);
                    length = if self.is_sign(2, '=') { 3 } else { 2 };
                }
                Some(Word::Sign(first @ ('<' | '>'))) => {
                    sign = Some(*first);
                    length = if self.is_sign(1, '=') { 2 } else { 1 };
                }
                Some(Word::Name("in")) => length = 1,
                Some(Word::Name("instanceof")) => length = 1,
                _ => {}
            }
            if length == 0 {
                return value;
            }
            let is_strict = length == 3;
            let is_in = self.name(0) == Some("in");
            self.pass(length);
            let other = self.sum();
            value = match sign {
                Some(sign @ ('=' | '!')) => {
                    let of_literals = self.literals.equal(&value, &other);
                    let is_equal = of_literals.or_else(|| equal(&value, &other, is_strict));
                    is_equal.map(|is_equal| is_equal == (sign == '='))
                }
                Some(sign) => earlier(&value, &other).map(|is_earlier| is_earlier == (sign == '<')),
                None if is_in => match (&value, &other) {
                    (Value::Text(key), Value::Data(_)) => {
                        (self.member(&other, key) == Value::Undefined).then_some(false)
                    }
                    _ => None,
                },
                None => None,
            }
            .map_or(Value::Unknown, Value::Truth);
        }
    }

    /// An operand with the signs before it.
    fn operand(&mut self) -> Value {
        if self.is_sign(0, '!') {
            self.pass(1);
            let value = self.nested();
            return value.truth().map_or(Value::Unknown, |is_true| Value::Truth(!is_true));
        }
        match self.word(0) {
            Some(Word::Name("await")) => {
                self.pass(1);
                self.nested()
            }
            Some(Word::Name("typeof" | "void" | "delete")) | Some(Word::Sign('-' | '+' | '~')) => {
                self.pass(1);
                self.nested();
                Value::Unknown
            }
            Some(Word::Name("new")) => {
                self.pass(1);
                let is_date = self.name(0) == Some("Date");
                let is_empty = self.is_sign(1, '(') && self.is_sign(2, ')');
                if is_date && is_empty {
                    self.pass(3);
                    return self.members(Value::Now);
                }
                self.nested()
            }
            _ => {
                let start = self.primary();
                self.members(start)
            }
        }
    }

    fn nested(&mut self) -> Value {
        if self.level >= MOST_LEVELS {
            self.at = self.tokens.len();
            return Value::Unknown;
        }
        self.level = self.level.saturating_add(1);
        let value = self.operand();
        self.level = self.level.saturating_sub(1);
        value
    }

    /// A name, a literal, a function, or what is in brackets.
    fn primary(&mut self) -> Value {
        if self.begins_function() {
            let at = self.at;
            self.pass_function();
            return Value::Function(at);
        }
        let value = match self.word(0) {
            Some(Word::Text(Some(text))) => Value::Text(text.to_string()),
            Some(Word::Template(text)) => Value::Text((*text).to_owned()),
            Some(Word::Name("true")) => Value::Truth(true),
            Some(Word::Name("false")) => Value::Truth(false),
            Some(Word::Name("process")) | Some(Word::Name("import")) => {
                self.pass(1);
                while self.takes('.') {
                    self.pass(1);
                }
                return Value::Unknown;
            }
            Some(Word::Name("Date")) if self.is_sign(1, '.') && self.name(2) == Some("now") => {
                self.pass(5);
                return Value::Now;
            }
            Some(Word::Name(name)) => {
                let name = *name;
                self.pass(1);
                return self.meaning(name);
            }
            Some(Word::Number("0")) => Value::Truth(false),
            Some(Word::Number(_) | Word::Text(None)) => Value::Other,
            Some(Word::Sign('(')) => {
                let end = closing(self.tokens, self.at);
                self.pass(1);
                let value = self.value();
                self.at = end;
                value
            }
            Some(Word::Sign('{' | '[')) => {
                self.at = closing(self.tokens, self.at);
                Value::Other
            }
            _ => return Value::Unknown,
        };
        self.pass(1);
        value
    }

    /// Members and calls behind a value.
    fn members(&mut self, start: Value) -> Value {
        let mut value = start;
        loop {
            if self.is_sign(0, '?') && self.is_sign(1, '.') {
                self.pass(1);
            }
            // A template behind a name would be a call.
            if self.is_sign(0, '!') && self.is_sign(1, '.') {
                self.pass(1);
            }
            match self.word(0) {
                Some(Word::Sign('.')) => {
                    let name = self.name(1).unwrap_or_default();
                    self.pass(2);
                    value = match (&value, name) {
                        (_, "includes" | "startsWith" | "endsWith") if self.asks_for_drafts() => {
                            Value::Truth(false)
                        }
                        (Value::Other, "now") => Value::Now,
                        (Value::Data(_), _) if self.is_sign(0, '(') => Value::Unknown,
                        _ => self.member(&value, name),
                    };
                }
                Some(Word::Sign('[')) => {
                    let end = closing(self.tokens, self.at);
                    self.pass(1);
                    let key = self.value();
                    self.at = end;
                    self.pass(1);
                    value = match key {
                        Value::Text(key) if !key.contains("${") => self.member(&value, &key),
                        _ => Value::Unknown,
                    };
                }
                Some(Word::Sign('(')) => value = self.called(&value),
                _ => return value,
            }
        }
    }

    /// Whether a call with the name of a folder of drafts begins here, in which all is held back in any case.
    fn asks_for_drafts(&mut self) -> bool {
        let asks = matches!(
            (self.word(0), self.word(1), self.word(2)),
            (Some(Word::Sign('(')), Some(Word::Text(Some(text))), Some(Word::Sign(')')))
                if text.contains('/') && matches!(text.trim_matches(['/', '.']).rsplit('/').next(), Some("drafts" | "_drafts"))
        );
        if asks {
            self.pass(3);
        }
        asks
    }

    /// What a call with the arguments that begin here comes to.
    fn called(&mut self, of: &Value) -> Value {
        let end = closing(self.tokens, self.at);
        self.pass(1);
        let mut arguments = Vec::new();
        while self.at < end {
            let before = self.at;
            arguments.push(self.value());
            if !self.takes(',') && self.at <= before {
                self.pass(1);
            }
        }
        self.at = end;
        self.pass(1);
        match of {
            Value::Function(at) => {
                let values = self.call(*at, &arguments);
                values.into_iter().reduce(one_of).unwrap_or(Value::Undefined)
            }
            Value::Now | Value::Date => of.clone(),
            Value::Other => match arguments.first() {
                Some(Value::Date) => Value::Date,
                Some(Value::Now) => Value::Now,
                // What is asked about the article as a whole is not known.
                _ if arguments.contains(&Value::Data(String::new())) => Value::Unknown,
                _ => Value::Other,
            },
            _ => Value::Unknown,
        }
    }

    /// Whether a function begins here.
    fn begins_function(&self) -> bool {
        let is_arrow = |at: usize| {
            let word = |at: usize| self.tokens.get(at).map(|token| &token.word);
            word(at) == Some(&Word::Sign('=')) && word(at.saturating_add(1)) == Some(&Word::Sign('>'))
        };
        match self.word(0) {
            Some(Word::Name("function")) => true,
            Some(Word::Name("async")) => self.name(1).is_some() || self.is_sign(1, '('),
            Some(Word::Name(_)) if self.is_sign(1, '(') => {
                // A method of an object: `name(…) {`.
                let end = closing(self.tokens, self.at.saturating_add(1));
                self.tokens.get(end.saturating_add(1)).map(|token| &token.word) == Some(&Word::Sign('{'))
            }
            Some(Word::Name(_)) => is_arrow(self.at.saturating_add(1)),
            Some(Word::Sign('(')) => {
                let behind = closing(self.tokens, self.at).saturating_add(1);
                // A type may stand before the arrow.
                let is_typed = self.tokens.get(behind).map(|token| &token.word) == Some(&Word::Sign(':'));
                is_arrow(behind) || (is_typed && (behind..behind.saturating_add(8)).any(is_arrow))
            }
            _ => false,
        }
    }

    /// Passes over the function that begins here.
    fn pass_function(&mut self) {
        while self.at < self.tokens.len() && !self.is_sign(0, '(') && !self.is_sign(0, '=') {
            self.pass(1);
        }
        if self.is_sign(0, '(') {
            self.at = closing(self.tokens, self.at);
            self.pass(1);
        }
        self.pass_type();
        if self.is_sign(0, '=') && self.is_sign(1, '>') {
            self.pass(2);
        }
        if self.is_sign(0, '{') {
            self.at = closing(self.tokens, self.at);
            self.pass(1);
            return;
        }
        // An expression ends where its brackets do, or at a comma.
        while let Some(word) = self.word(0) {
            match word {
                Word::Sign(',' | ';' | ')' | ']' | '}') => return,
                Word::Sign('(' | '[' | '{') => self.at = closing(self.tokens, self.at),
                _ => {}
            }
            self.pass(1);
        }
    }
}

/// What is one of two values.
fn one_of(first: Value, second: Value) -> Value {
    match (first.truth(), second.truth()) {
        _ if first == second => first,
        (Some(one), Some(other)) if one == other && !matches!(first, Value::Text(_)) => Value::Truth(one),
        _ => Value::Unknown,
    }
}

/// Whether two values are equal, where that is known.
fn equal(first: &Value, second: &Value, is_strict: bool) -> Option<bool> {
    match (first, second) {
        (Value::Undefined, Value::Undefined) => Some(true),
        (Value::Undefined, Value::Truth(_) | Value::Text(_))
        | (Value::Truth(_) | Value::Text(_), Value::Undefined) => Some(false),
        (Value::Date, Value::Truth(_)) | (Value::Truth(_), Value::Date) => Some(false),
        (Value::Truth(one), Value::Truth(other)) => Some(one == other),
        (Value::Text(one), Value::Text(other)) if !one.contains("${") && !other.contains("${") => {
            Some(one == other)
        }
        (Value::Text(_), Value::Truth(_)) | (Value::Truth(_), Value::Text(_)) if is_strict => Some(false),
        _ => None,
    }
}

/// Whether the first moment is before the second, where that is known.
fn earlier(first: &Value, second: &Value) -> Option<bool> {
    match (first, second) {
        (Value::Date, Value::Now) => Some(true),
        (Value::Now, Value::Date) => Some(false),
        _ => None,
    }
}
