//! The names of months and weekdays, in English and in the other languages of feeds.
//!
//! A name is only known if it means the same month in all languages: French `jui` (June or July) and the Slavic
//! `listopad` (October or November) are missing.

use super::cursor::Cursor;

/// The English names, of which three letters or more are enough.
const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
];

/// The other names and their abbreviations, in lower case: German, French, Spanish, Italian, Portuguese,
/// Dutch, the Scandinavian languages, Hungarian, Russian and Greek.
const FOREIGN_MONTHS: [&str; 12] = [
    "jänner jän janvier janv enero ene gennaio genn gen janeiro januari január \
     января январь янв ιανουαρίου ιανουάριος ιαν",
    "février fevrier févr fevr fév fev febrero febbraio febbr fevereiro februari február februári \
     февраля февраль февр фев φεβρουαρίου φεβρουάριος φεβ",
    "märz maerz mär mrz mars marzo março maart mrt marts március márc марта март мар \
     μαρτίου μάρτιος μαρ μάρ μάώ μαώ",
    "avril avr abril abr aprile április ápr апреля апрель апр απριλίου απρίλιος απρ",
    "mai mayo maggio magg mag maio mei maj május máj мая май μαΐου μάιος μάι μαϊ μαι",
    "juni juin junio giugno giu junho június jún июня июнь июн ιουνίου ιούνιος ιούν ιουν ιον",
    "juli juillet juil julio luglio lug julho július júl июля июль июл ιουλίου ιούλιος ιούλ ιουλ ιολ",
    "août aout agosto ago augustus augusti augusztus августа август авг αυγούστου αύγουστος αύγ αυγ",
    "septembre septiembre setiembre settembre sett setembro set szeptember szept \
     сентября сентябрь сент сен σεπτεμβρίου σεπτέμβριος σεπτ σεπ",
    "oktober okt octobre octubre ottobre ott outubro out október октября октябрь окт οκτωβρίου οκτώβριος οκτ",
    "novembre noviembre novembro ноября ноябрь нояб ноя νοεμβρίου νοέμβριος νοέ νοε",
    "dezember dez décembre decembre déc diciembre dic dicembre dezembro desember декабря декабрь дек \
     δεκεμβρίου δεκέμβριος δεκ",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Other words for weekdays. Which day they mean does not count, because no weekday is believed.
const FOREIGN_WEEKDAYS: &str = "weds thr \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so die mit don fre \
    sam son lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven dim \
    lunes martes miércoles miercoles jueves viernes sábado sabado domingo mié mie jue vie sáb sab dom \
    lunedì martedì mercoledì giovedì venerdì lunedi martedi mercoledi giovedi venerdi domenica gio \
    seg ter qua qui sex maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo \
    måndag mandag tisdag tirsdag onsdag torsdag fredag lördag lørdag söndag søndag mån man tis tir ons tor \
    lör lør sön søn hétfő kedd szerda csütörtök péntek szombat vasárnap \
    понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс \
    δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή δευ τρι τρί τετ πεμ πέμ παρ σαβ σάβ κυρ";

/// The number of a month, in any case of letters.
pub(super) fn month(word: &str) -> Option<u32> {
    if let Some((_, number)) = MONTHS.iter().zip(1..).find(|(name, _)| begins(name, word)) {
        return Some(number);
    }
    if word.is_empty() {
        return None;
    }
    let word = word.to_lowercase();
    FOREIGN_MONTHS.iter().zip(1..).find(|(words, _)| holds(words, &word)).map(|(_, number)| number)
}

/// Takes a weekday and what separates it from the date. A wrong weekday is a common mistake, and the date is valid without
/// it.
pub(super) fn skip_weekday(cursor: &mut Cursor) {
    let mut ahead = *cursor;
    let word = ahead.letters();
    ahead.eat('.');
    ahead.comma_or_spaces();
    let is_weekday = if word.is_empty() || WEEKDAYS.iter().any(|name| begins(name, word)) {
        true
    } else if month(word).is_some() {
        // Mardi and martes have the abbreviation of March.
        names_its_month(ahead) && holds(FOREIGN_WEEKDAYS, &word.to_lowercase())
    } else {
        holds(FOREIGN_WEEKDAYS, &word.to_lowercase())
    };
    if is_weekday {
        *cursor = ahead;
    }
}

/// Whether a day and the name of a month follow.
fn names_its_month(mut cursor: Cursor) -> bool {
    let has_day = cursor.number(1..=2).is_some();
    cursor.eat_any(&['-', '/', '.']);
    cursor.comma_or_spaces();
    has_day && month(cursor.letters()).is_some()
}

/// Whether the English name begins with the word. Three letters are enough.
fn begins(name: &str, word: &str) -> bool {
    word.len() >= 3 && name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether the word, in lower case, is one of the words.
fn holds(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_months() {
        for (words, number) in FOREIGN_MONTHS.iter().zip(1..) {
            for word in words.split_ascii_whitespace() {
                assert_eq!(month(word), Some(number), "{word}");
                let count = FOREIGN_MONTHS.iter().filter(|words| holds(words, word)).count();
                assert_eq!(count, 1, "{word}");
                assert!(!MONTHS.iter().any(|name| begins(name, word)), "{word}");
            }
        }
    }

    #[test]
    fn only_mar_is_a_weekday_and_a_month() {
        let both = FOREIGN_WEEKDAYS.split_ascii_whitespace().filter(|word| month(word).is_some());
        assert_eq!(both.collect::<Vec<_>>(), ["mar"]);
        assert!(
            WEEKDAYS.iter().all(
                |name| month(name).is_none() && name.get(..3).is_some_and(|short| month(short).is_none())
            )
        );
    }

    #[test]
    fn names_that_mean_two_months_are_not_known() {
        for word in ["jui", "ju", "m", "ma", "listopad", "listopada", "srp", "", "septembers"] {
            assert_eq!(month(word), None, "{word}");
        }
    }
}
