//! The list of pools and clients, in the ledger `account`. A pool or client is made and deleted in its pool's ledger; the list follows.
//!
//! The request that creates or deletes one settles it in the list at once, and a reaction does so again. Settling reads the current state,
//! so that it may be interrupted at any point, be repeated, and run twice concurrently.

use domain::{
    LedgerId, Moment,
    account::registry::{
        self, PoolKind, Registration,
        commands::{RegisterClient, RegisterPool, UnregisterClient, UnregisterPool},
    },
    identity_pools::identity_pool::{self, IdentityPool},
    user_pools::{
        client::{self, Client},
        user_pool::{self, UserPool},
    },
};

use crate::{
    Answer,
    kernel::{Core, fault::failed},
};

impl Core {
    /// Adds a pool that exists to the list, removes one that is deleted. Returns whether it exists.
    pub(crate) async fn settle_pool(&self, id: &str, kind: PoolKind, moment: &Moment) -> Answer<bool> {
        let is_there = self.has_pool(id, kind).await?;
        if is_there {
            self.ask_registration(id, RegisterPool { pool_id: id.to_owned(), kind }, moment).await?;
        } else {
            if kind == PoolKind::User {
                self.delete_domains_of(id, moment).await?;
            }
            // Its clients are unregistered with it. What was registered between the check and this command is unregistered too.
            self.ask_registration(id, UnregisterPool, moment).await?;
        }
        Ok(is_there)
    }

    /// Claims the id of a client that exists, and releases the id of one that is deleted.
    pub(crate) async fn settle_client(&self, pool_id: &str, client_id: &str, moment: &Moment) -> Answer<()> {
        if !self.settle_pool(pool_id, PoolKind::User, moment).await? {
            return Ok(());
        }
        let client_id = client_id.to_owned();
        if self.has_client(pool_id, &client_id).await? {
            let register = RegisterClient { client_id: client_id.clone() };
            self.ask_registration(pool_id, register, moment).await?;
            // If it was deleted meanwhile, its id may have been released before it was claimed here.
            if self.has_client(pool_id, &client_id).await? {
                return Ok(());
            }
        }
        self.ask_registration(pool_id, UnregisterClient { client_id }, moment).await
    }

    /// Whether a pool of this kind is on the list.
    pub(crate) async fn is_registered(&self, id: &str, kind: PoolKind) -> Answer<bool> {
        let registration = self.directories.registrations.look(&registry::stream(id)).await;
        let registration = registration.map_err(failed::<Registration>)?;
        Ok(matches!(&*registration, Registration::Registered { kind: of, .. } if *of == kind))
    }

    /// Whether a pool of this kind is there.
    pub(super) async fn has_pool(&self, id: &str, kind: PoolKind) -> Answer<bool> {
        match kind {
            PoolKind::User => {
                let pool = self.directories.user_pools.look(&user_pool::stream(id)).await;
                Ok(pool.map_err(failed::<UserPool>)?.present().is_ok())
            }
            PoolKind::Identity => {
                let pool = self.directories.identity_pools.look(&identity_pool::stream(id)).await;
                Ok(pool.map_err(failed::<IdentityPool>)?.active().is_ok())
            }
        }
    }

    async fn has_client(&self, pool_id: &str, client_id: &str) -> Answer<bool> {
        let stream = client::stream(&LedgerId::new(pool_id), client_id);
        let client = self.directories.clients.look(&stream).await.map_err(failed::<Client>)?;
        Ok(client.present().is_ok())
    }

    async fn ask_registration<C>(&self, pool_id: &str, command: C, moment: &Moment) -> Answer<C::Reply>
    where
        C: domain::Command<Aggregate = Registration>,
    {
        let asked = self.directories.registrations.ask(&registry::stream(pool_id), command, moment).await;
        asked.map_err(failed::<Registration>)
    }
}
