//! The commands of a configuration. Reading it is a query, not a command.

use std::marker::PhantomData;

use super::{Config, Configured, ConfiguredEvent, ConfiguredRefusal, Deleted, Live, Version};
use crate::{Command, Decision, Lifecycle, Moment};

/// Makes one.
pub struct Create<C> {
    /// All of it.
    pub config: C,
}

/// Changes one. A change that makes no difference records nothing.
pub struct Change<C: Config> {
    /// What becomes different.
    pub change: C::Change,
}

/// Deletes one for good; its name is free again.
pub struct Delete<C>(PhantomData<fn() -> C>);

impl<C> Default for Delete<C> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<C: Config> Command for Create<C> {
    type Aggregate = Configured<C>;
    type Reply = Live<C>;

    fn decide(&self, state: &Configured<C>, moment: &Moment) -> Decision<Self> {
        if state.0 != Lifecycle::Never {
            return Decision::refuse(ConfiguredRefusal::Exists);
        }
        if let Err(broken) = self.config.check() {
            return Decision::refuse(ConfiguredRefusal::Broken(broken));
        }
        let (config, at) = (self.config.clone(), moment.now);
        let live = Live { config: config.clone(), created_at: at, modified_at: at };
        Decision::accept([ConfiguredEvent::Created(Version { config, at })], live)
    }
}

impl<C: Config> Command for Change<C> {
    type Aggregate = Configured<C>;
    type Reply = Live<C>;

    fn decide(&self, state: &Configured<C>, moment: &Moment) -> Decision<Self> {
        let Some(live) = state.live() else { return Decision::refuse(ConfiguredRefusal::NotFound) };
        let config = live.config.changed(&self.change);
        if config == live.config {
            return Decision::answer(live.clone());
        }
        if let Err(broken) = config.check() {
            return Decision::refuse(ConfiguredRefusal::Broken(broken));
        }
        let at = moment.now;
        let live = Live { config: config.clone(), created_at: live.created_at, modified_at: at };
        Decision::accept([ConfiguredEvent::Changed(Version { config, at })], live)
    }
}

impl<C: Config> Command for Delete<C> {
    type Aggregate = Configured<C>;
    type Reply = ();

    fn decide(&self, state: &Configured<C>, moment: &Moment) -> Decision<Self> {
        match state.live() {
            Some(_) => Decision::accept([ConfiguredEvent::Deleted(Deleted { at: moment.now })], ()),
            None => Decision::refuse(ConfiguredRefusal::NotFound),
        }
    }
}
