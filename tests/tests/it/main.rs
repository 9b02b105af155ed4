//! The whole system from outside: the built programs on a real Postgres, asked by real clients and by hostile ones.
//!
//! One program for all, so that it is linked once. A test that does its server no harm uses the shared one (`tests::shared`).

mod access_tokens;
mod accounts;
mod administrators;
mod architecture;
mod bad_input;
mod client_secrets;
mod closed_folders;
mod configuration;
mod costs;
mod cut_off;
mod dump;
mod existence;
mod factors;
mod faults;
mod federation_and_pages;
mod floods;
mod for_test_suites;
mod forgeries;
mod groups;
mod identities;
mod kill;
mod locks;
mod memberships;
mod model;
mod names;
mod nodes;
mod policies;
mod pool_deletion;
mod regions;
mod rights;
mod rounds;
mod seeding;
mod shared_server;
mod slow_mail;
mod smtp;
mod srp;
mod story;
mod tamper;
mod two_nodes;
mod unknown_users;
mod who_did_it;
