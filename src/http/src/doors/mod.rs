//! From a connection to a request: which door it is for, whose it is, what it means, and how much of it is read.

pub(crate) mod api;
pub(crate) mod body;
pub(crate) mod confirmation;
pub(crate) mod cors;
pub(crate) mod documents;
pub(crate) mod door;
pub(crate) mod feedback;
pub(crate) mod front;
pub(crate) mod health;
pub(crate) mod images;
pub(crate) mod imports;
pub(crate) mod limits;
pub(crate) mod line;
pub(crate) mod meaning;
pub(crate) mod metrics;
pub(crate) mod pages;
pub(crate) mod proxies;
pub(crate) mod request;
pub(crate) mod strict_transport;
pub(crate) mod visit;
