//! Reading again over another connection. The pool lends connections without testing them first, which would cost every read a round trip;
//! a connection that has died in the meantime is detected by its first use.

use crate::Unavailable;

/// After a restart of the database every connection of the pool may be dead, and each is detected once.
const ATTEMPTS_MAX: u32 = super::CONNECTIONS_MAX + 1;

/// Reads, and reads again while the connection is what failed. Also for writes that may be repeated.
pub async fn again<T, R>(read: impl Fn() -> R) -> Result<T, Unavailable>
where
    R: Future<Output = Result<T, Unavailable>>,
{
    let mut attempt = 1;
    loop {
        match read().await {
            Err(error) if error.is_lost() && attempt < ATTEMPTS_MAX => attempt += 1,
            outcome => return outcome,
        }
    }
}
