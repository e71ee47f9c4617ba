//! Work on all processors whose pieces are large: files, feeds, pages.
//!
//! The parallel loop is compiled once, for positions, and not for every kind of item and result. Each piece costs a call and a lock that
//! nobody else holds, so many small pieces are better left to the iterators of `rayon`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// Makes something of each item, and gives it in the order of the items.
pub fn map<T: Send, R: Send>(items: impl IntoIterator<Item = T>, make: impl Fn(T) -> R + Sync) -> Vec<R> {
    let slots: Vec<Mutex<Result<R, Option<T>>>> =
        items.into_iter().map(|item| Mutex::new(Err(Some(item)))).collect();
    each(slots.len(), &|position| {
        let Some(mut slot) =
            slots.get(position).map(|slot| slot.lock().unwrap_or_else(PoisonError::into_inner))
        else {
            return;
        };
        if let Some(item) = slot.as_mut().err().and_then(Option::take) {
            *slot = Ok(make(item));
        }
    });
    let made = slots.into_iter().map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner));
    made.filter_map(Result::ok).collect()
}

/// The same where making can fail.
///
/// # Errors
///
/// The first one, in the order of the items; nothing that comes behind it is begun any more.
pub fn try_map<T: Send, R: Send, E: Send>(
    items: impl IntoIterator<Item = T>,
    make: impl Fn(T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let failed = AtomicUsize::new(usize::MAX);
    let made = map(items.into_iter().enumerate(), |(position, item)| {
        let is_wanted = position < failed.load(Ordering::Relaxed);
        let made = is_wanted.then(|| make(item));
        if matches!(made, Some(Err(_))) {
            failed.fetch_min(position, Ordering::Relaxed);
        }
        made
    });
    made.into_iter().flatten().collect()
}

/// Does the work of each position below the count.
pub fn each(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().for_each(work);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_in_the_order_of_the_items() {
        let items: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
        assert_eq!(
            map(items.clone(), |item| item + "!"),
            items.iter().map(|item| format!("{item}!")).collect::<Vec<_>>()
        );
        assert_eq!(map(Vec::<u8>::new(), |item| item), [0_u8; 0]);
    }

    #[test]
    fn the_first_error_is_given_whatever_fails_first() {
        let make = |number: u32| if number % 7 == 3 { Err(number) } else { Ok(number) };
        for _ in 0..20 {
            assert_eq!(try_map(0..500, make), Err(3));
        }
        assert_eq!(try_map(0..3, make), Ok(vec![0, 1, 2]));
    }

    #[test]
    fn nothing_is_made_behind_an_error_that_is_known() {
        let begun = AtomicUsize::new(0);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let made = pool.install(|| {
            try_map(0..100, |number| {
                begun.fetch_add(1, Ordering::Relaxed);
                if number == 4 { Err(()) } else { Ok(()) }
            })
        });
        assert_eq!((made, begun.into_inner()), (Err(()), 5));
    }
}
