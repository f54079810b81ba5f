//! Holding an update against its bounds *before* the library sees it.
//!
//! `yrs` reads counts that a client chose and reserves memory for them, descends into nested values without a bottom, and joins small
//! structs at the cost of their square. So each update is walked here first, without a copy: counts against the bytes that are
//! left, depth, clocks, number of structs, and what joining them would copy. What the walk lets through, `yrs` reads alike.
//!
//! Refused though well formed: subdocuments (there is no room for them to sync in), `ContentJSON` and XML hooks (old forms that
//! `yrs` does not read as Yjs writes them).

use std::collections::HashMap;

use super::{Bounds, Refusal, bytes::Reader};

/// How deep values may be nested.
const DEPTH: u32 = 64;

const GC: u8 = 0;
const SKIP: u8 = 10;
const DELETED: u8 = 1;
const BINARY: u8 = 3;
const STRING: u8 = 4;
const EMBED: u8 = 5;
const FORMAT: u8 = 6;
const TYPE: u8 = 7;
const ANY: u8 = 8;

const HAS_ORIGIN: u8 = 0x80;
const HAS_RIGHT_ORIGIN: u8 = 0x40;
const HAS_PARENT_SUB: u8 = 0x20;

/// What an update carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspected {
    /// For each client the end of its last struct.
    pub ends: Vec<(u64, u32)>,
    /// How many structs.
    pub structs: usize,
    /// How many of them are shared types inside of others: elements, texts, maps.
    pub types: usize,
    /// What is deleted: client, first clock, number of clocks.
    pub deletes: Vec<(u64, u32, u32)>,
    /// What has to be there before it can be applied: for each client, how many clocks.
    pub needs: HashMap<u64, u32>,
}

impl Inspected {
    /// Whether it says nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.structs == 0 && self.deletes.is_empty()
    }
}

/// Walks an update (version 1 of the encoding).
///
/// # Errors
/// What is wrong with it.
pub fn inspect(update: &[u8], bounds: &Bounds) -> Result<Inspected, Refusal> {
    if update.len() > bounds.update_bytes {
        return Err(Refusal::TooLarge);
    }
    let mut reader = Reader::new(update);
    let mut found = Inspected::default();
    let clients = reader.count(4)?;
    within(clients, bounds.update_clients)?;
    let (mut joining, mut named, mut starts) = (0, Named::default(), HashMap::with_capacity(clients));
    for _ in 0..clients {
        let (id, start, end) = client(&mut reader, bounds, &mut found, &mut named, &mut joining)?;
        if starts.insert(id, (start, end)).is_some() {
            return Err(Refusal::Malformed);
        }
        found.ends.push((id, end));
    }
    deletes(&mut reader, bounds, &mut found)?;
    for (id, clock, len) in found.deletes.iter().filter(|(.., len)| *len > 0) {
        named.note(*id, clock + len);
    }
    found.needs = named.0;
    for (id, (start, end)) in starts {
        // What it brings itself need not be there; what comes before that must.
        let need = found.needs.entry(id).or_insert(0);
        if *need <= end {
            *need = start;
        }
    }
    for (id, hole) in std::mem::take(&mut named.1) {
        let need = found.needs.entry(id).or_insert(0);
        *need = (*need).max(hole);
    }
    found.needs.retain(|_, need| *need > 0);
    if reader.is_empty() { Ok(found) } else { Err(Refusal::Malformed) }
}

/// The clocks that structs name (for each client the end of the last one), and the ends of holes.
#[derive(Default)]
struct Named(HashMap<u64, u32>, HashMap<u64, u32>);

impl Named {
    fn note(&mut self, client: u64, end: u32) {
        let last = self.0.entry(client).or_insert(0);
        *last = (*last).max(end);
    }
}

/// Walks a state vector.
pub(super) fn inspect_state_vector(bytes: &[u8]) -> Result<(), Refusal> {
    let mut reader = Reader::new(bytes);
    for _ in 0..reader.count(2)? {
        reader.uint()?;
        reader.clock()?;
    }
    if reader.is_empty() { Ok(()) } else { Err(Refusal::Malformed) }
}

fn within(count: usize, most: usize) -> Result<(), Refusal> {
    if count <= most { Ok(()) } else { Err(Refusal::TooLarge) }
}

fn client(
    reader: &mut Reader<'_>,
    bounds: &Bounds,
    found: &mut Inspected,
    named: &mut Named,
    joining: &mut u64,
) -> Result<(u64, u32, u32), Refusal> {
    let structs = reader.count(2)?;
    if structs == 0 {
        return Err(Refusal::Malformed);
    }
    found.structs += structs;
    within(found.structs, bounds.update_structs)?;
    let id = reader.uint()?;
    let start = reader.clock()?;
    let mut clock = start;
    // How many in a row would be joined, the next of which continues the one before.
    let (mut run, mut before) = (0_u64, None);
    for _ in 0..structs {
        let left = reader.left();
        let one = read_struct(reader, named)?;
        let continues = clock.checked_sub(1).is_some_and(|last| one.origin == Some((id, last)));
        run = if continues && one.joins.is_some() && one.joins == before { run + 1 } else { 0 };
        before = one.joins;
        *joining += run * (left - reader.left()) as u64;
        if *joining > bounds.update_joining {
            return Err(Refusal::TooLarge);
        }
        clock = clock.checked_add(one.len).filter(|end| *end <= i32::MAX as u32).ok_or(Refusal::Malformed)?;
        found.types += usize::from(one.holds_type);
        if one.hole {
            named.1.insert(id, clock);
        }
    }
    Ok((id, start, clock))
}

struct Struct {
    len: u32,
    origin: Option<(u64, u32)>,
    /// The kind of content, if it is one that joins by copying.
    joins: Option<u8>,
    /// It is a shared type.
    holds_type: bool,
    /// It stands for structs that are not there.
    hole: bool,
}

fn read_struct(reader: &mut Reader<'_>, named: &mut Named) -> Result<Struct, Refusal> {
    let info = reader.byte()?;
    if info == GC || info == SKIP {
        let len = reader.clock()?;
        return if len == 0 {
            Err(Refusal::Malformed)
        } else {
            Ok(Struct { len, origin: None, joins: None, holds_type: false, hole: info == SKIP })
        };
    }
    let origin = if info & HAS_ORIGIN != 0 { Some(read_id(reader, named)?) } else { None };
    if info & HAS_RIGHT_ORIGIN != 0 {
        read_id(reader, named)?;
    }
    if info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN) == 0 {
        match reader.uint()? {
            0 => {
                read_id(reader, named)?;
            }
            1 => {
                reader.text()?;
            }
            _ => return Err(Refusal::Malformed),
        }
        if info & HAS_PARENT_SUB != 0 {
            reader.text()?;
        }
    }
    // Yjs reads five bits, `yrs` four: what they would read differently is not taken.
    if info & 0x10 != 0 {
        return Err(Refusal::Malformed);
    }
    let kind = info & 0x0f;
    let len = content(reader, kind)?;
    let joins = matches!(kind, STRING | ANY).then_some(kind);
    Ok(Struct { len, origin, joins, holds_type: kind == TYPE, hole: false })
}

fn read_id(reader: &mut Reader<'_>, named: &mut Named) -> Result<(u64, u32), Refusal> {
    let (client, clock) = (reader.uint()?, reader.clock()?);
    named.note(client, clock.saturating_add(1));
    Ok((client, clock))
}

/// Walks the content and gives its length in clocks.
fn content(reader: &mut Reader<'_>, kind: u8) -> Result<u32, Refusal> {
    match kind {
        DELETED => reader.clock(),
        BINARY => reader.buffer().map(|_| 1),
        STRING => {
            let text = reader.text()?;
            let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
            u32::try_from(units).map_err(|_| Refusal::TooLarge)
        }
        EMBED => json(reader.text()?).map(|()| 1),
        FORMAT => {
            reader.text()?;
            json(reader.text()?).map(|()| 1)
        }
        TYPE => {
            match reader.byte()? {
                // Array, map, text, fragment, XML text.
                0 | 1 | 2 | 4 | 6 => {}
                // An element has a name.
                3 => {
                    reader.text()?;
                }
                _ => return Err(Refusal::Malformed),
            }
            Ok(1)
        }
        ANY => {
            let values = reader.count(1)?;
            for _ in 0..values {
                any(reader, DEPTH)?;
            }
            u32::try_from(values).map_err(|_| Refusal::TooLarge)
        }
        _ => Err(Refusal::Malformed),
    }
}

/// It would be parsed by every peer.
fn json(text: &str) -> Result<(), Refusal> {
    // What `undefined` becomes when JavaScript writes it.
    if text == "undefined" {
        return Err(Refusal::Malformed);
    }
    serde_json::from_str::<serde::de::IgnoredAny>(text).map(drop).map_err(|_| Refusal::Malformed)
}

fn any(reader: &mut Reader<'_>, depth: u32) -> Result<(), Refusal> {
    let depth = depth.checked_sub(1).ok_or(Refusal::TooLarge)?;
    match reader.byte()? {
        // undefined, null, false, true
        127 | 126 | 121 | 120 => Ok(()),
        125 => reader.skip_int(),
        124 => reader.take(4).map(drop),
        123 | 122 => reader.take(8).map(drop),
        119 => reader.text().map(drop),
        118 => {
            for _ in 0..reader.count(2)? {
                reader.text()?;
                any(reader, depth)?;
            }
            Ok(())
        }
        117 => {
            for _ in 0..reader.count(1)? {
                any(reader, depth)?;
            }
            Ok(())
        }
        116 => reader.buffer().map(drop),
        _ => Err(Refusal::Malformed),
    }
}

fn deletes(reader: &mut Reader<'_>, bounds: &Bounds, found: &mut Inspected) -> Result<(), Refusal> {
    for _ in 0..reader.count(2)? {
        let client = reader.uint()?;
        let ranges = reader.count(2)?;
        within(found.deletes.len() + ranges, bounds.update_deletes)?;
        for _ in 0..ranges {
            let (clock, len) = (reader.clock()?, reader.clock()?);
            if clock.checked_add(len).is_none_or(|end| end > i32::MAX as u32) {
                return Err(Refusal::Malformed);
            }
            found.deletes.push((client, clock, len));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any as anything, *};
    use yrs::{
        Any, Array, Doc, Map, ReadTxn, StateVector, Text, Transact, Update, XmlElementPrelim, XmlFragment,
        XmlTextPrelim, updates::decoder::Decode,
    };

    use super::*;

    fn sample() -> Vec<u8> {
        let doc = Doc::new();
        let text = doc.get_or_insert_text("text");
        let list = doc.get_or_insert_array("list");
        let map = doc.get_or_insert_map("map");
        let xml = doc.get_or_insert_xml_fragment("default");
        let mut txn = doc.transact_mut();
        text.insert(&mut txn, 0, "hello wörld 🌍");
        text.format(&mut txn, 0, 5, [("bold".into(), Any::Bool(true))].into());
        text.remove_range(&mut txn, 2, 2);
        list.insert_range(&mut txn, 0, [Any::Null, Any::Bool(true), Any::from(1.5), Any::from("x")]);
        map.insert(&mut txn, "deep", Any::from_json(r#"{"a":[1,{"b":[]}]}"#).expect("json"));
        let element = xml.insert(&mut txn, 0, XmlElementPrelim::empty("paragraph"));
        element.insert(&mut txn, 0, XmlTextPrelim::new("words"));
        drop(txn);
        doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    #[test]
    fn what_yrs_writes_is_walked_to_its_end() {
        let update = sample();
        let found = inspect(&update, &Bounds::default()).expect("well formed");
        let read = Update::decode_v1(&update).expect("well formed");
        assert_eq!(found.ends.len(), 1);
        assert_eq!(found.deletes.len(), 1);
        let (client, end) = found.ends[0];
        assert_eq!(read.state_vector().get(&yrs::ClientID::new(client)), end);
        assert!(inspect(&[0, 0], &Bounds::default()).expect("well formed").is_empty());
    }

    #[test]
    fn a_truncated_update_is_refused_wherever_it_is_cut() {
        let update = sample();
        for cut in 0..update.len() {
            assert!(inspect(&update[..cut], &Bounds::default()).is_err(), "{cut}");
        }
    }

    #[test]
    fn counts_that_lie_reserve_nothing() {
        for update in [
            &[0xff, 0xff, 0xff, 0x7f][..],
            &[1, 0xff, 0xff, 0xff, 0x7f, 1, 0][..],
            &[0, 0xff, 0xff, 0xff, 0x7f][..],
            &[1, 1, 1, 0, 8, 1, 0, 0xff, 0xff, 0xff, 0x7f][..],
        ] {
            assert_eq!(inspect(update, &Bounds::default()), Err(Refusal::Malformed));
        }
    }

    #[test]
    fn nesting_has_a_bottom() {
        let mut update = vec![1, 1, 1, 0, 8, 1, 1, b'm', 1];
        update.extend(std::iter::repeat_n([117, 1], 1_000_000).flatten());
        update.extend([126, 0]);
        assert_eq!(inspect(&update, &Bounds::default()), Err(Refusal::TooLarge));
    }

    #[test]
    fn many_tiny_structs_in_a_row_are_refused() {
        let appended = |count: u32| {
            let mut update = vec![1];
            super::super::bytes::put_uint(&mut update, u64::from(count));
            update.extend([1, 0, 4, 1, 1, b't', 1, b'x']);
            for clock in 1..count {
                update.extend([0x84, 1]);
                super::super::bytes::put_uint(&mut update, u64::from(clock) - 1);
                update.extend([1, b'x']);
            }
            update.push(0);
            update
        };
        let small = inspect(&appended(500), &Bounds::default()).expect("within bounds");
        assert_eq!(small.ends, [(1, 500)]);
        Update::decode_v1(&appended(500)).expect("read alike");
        assert_eq!(inspect(&appended(20_000), &Bounds::default()), Err(Refusal::TooLarge));
    }

    proptest! {
        #[test]
        fn random_bytes_do_not_panic(bytes in proptest::collection::vec(anything::<u8>(), 0..300)) {
            let _ = inspect(&bytes, &Bounds::default());
            let _ = inspect_state_vector(&bytes);
        }

        #[test]
        fn what_passes_is_read_by_yrs_or_refused_without_panic(
            place in 0_usize..200,
            byte in anything::<u8>(),
            other in 0_usize..200,
            value in anything::<u8>(),
        ) {
            let mut update = sample();
            let count = update.len();
            update[place % count] = byte;
            update[other % count] = value;
            if let Ok(found) = inspect(&update, &Bounds::default()) {
                let replica = super::super::replica::Replica::new();
                let _ = replica.apply(&update, &found);
                prop_assert!(found.structs <= update.len());
            }
        }
    }
}
