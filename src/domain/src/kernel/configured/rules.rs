//! The rules that hold for every kind of configuration. The tests of a kind call [`hold`] with samples of it.

use super::{
    Change, Config, Configured, ConfiguredEvent, ConfiguredRefusal, Create, Delete, Deleted, Live, Version,
    names,
};
use crate::{Aggregate, Claim, Timestamp, scenario::given};

const MADE: Timestamp = Timestamp::from_ms(1);
const LATER: Timestamp = Timestamp::from_ms(2);

/// Checks that a kind keeps the rules; `change` is one that makes `config` differ.
#[track_caller]
pub(crate) fn hold<C: Config>(config: &C, change: impl Fn() -> C::Change) {
    it_is_made_once(config);
    it_is_changed_where_it_differs(config, &change);
    it_is_deleted_once(config, &change);
    it_holds_its_name_from_its_creation_to_its_deletion(config, &change());
}

fn created<C: Config>(config: &C) -> ConfiguredEvent<C> {
    ConfiguredEvent::Created(Version { config: config.clone(), at: MADE })
}

fn changed<C: Config>(config: &C, change: &C::Change) -> ConfiguredEvent<C> {
    ConfiguredEvent::Changed(Version { config: config.changed(change), at: LATER })
}

fn deleted<C: Config>() -> ConfiguredEvent<C> {
    ConfiguredEvent::Deleted(Deleted { at: LATER })
}

#[track_caller]
fn it_is_made_once<C: Config>(config: &C) {
    let create = || Create { config: config.clone() };
    let live = Live { config: config.clone(), created_at: MADE, modified_at: MADE };
    given([]).when_at(MADE.ms(), create()).then([created(config)], Ok(live.clone()));
    assert_eq!(given::<Configured<C>>([created(config)]).state().live(), Some(&live));
    for past in [vec![created(config)], vec![created(config), deleted()]] {
        given(past).when(create()).then([], Err(ConfiguredRefusal::Exists));
    }
}

#[track_caller]
fn it_is_changed_where_it_differs<C: Config>(config: &C, change: &impl Fn() -> C::Change) {
    let ask = || Change::<C> { change: change() };
    let event = changed(config, &change());
    let live = Live { config: config.changed(&change()), created_at: MADE, modified_at: LATER };
    assert_ne!(live.config, *config, "the sample of a change makes no difference");
    given([created(config)]).when_at(LATER.ms(), ask()).then([event.clone()], Ok(live.clone()));
    given([created(config), event]).when_at(LATER.ms() + 1, ask()).then([], Ok(live));
    given([]).when(ask()).then([], Err(ConfiguredRefusal::NotFound));
}

#[track_caller]
fn it_is_deleted_once<C: Config>(config: &C, change: &impl Fn() -> C::Change) {
    let delete = Delete::<C>::default;
    given([created(config)]).when_at(LATER.ms(), delete()).then([deleted()], Ok(()));
    given([]).when(delete()).then([], Err(ConfiguredRefusal::NotFound));
    let past = || [created(config), deleted()];
    given(past()).when(delete()).then([], Err(ConfiguredRefusal::NotFound));
    given(past()).when(Change::<C> { change: change() }).then([], Err(ConfiguredRefusal::NotFound));
}

#[track_caller]
fn it_holds_its_name_from_its_creation_to_its_deletion<C: Config>(config: &C, change: &C::Change) {
    let taken = names(config);
    assert_eq!(taken[0], Claim::Take { scope: C::KIND, value: config.claimed_name().to_owned() });
    assert_eq!(Configured::claims(&created(config)), taken);
    let changed_names = names(&config.changed(change));
    let follows = Configured::claims(&changed(config, change));
    if C::NAMES_CHANGE {
        assert_eq!(follows, [vec![Claim::ReleaseAll], changed_names].concat());
    } else {
        assert_eq!(follows, []);
        assert_eq!(changed_names, taken, "a claim cannot follow a change of the name");
    }
    assert_eq!(Configured::<C>::claims(&deleted()), [Claim::ReleaseAll]);
}
