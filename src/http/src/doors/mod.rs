//! From a connection to a request: what it means, whose it is, and how much of it is read.

pub(crate) mod body;
pub(crate) mod cors;
pub(crate) mod discovery;
pub(crate) mod front;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod line;
pub(crate) mod meaning;
pub(crate) mod proxies;
pub(crate) mod request;
