"""Words of the generated texts, the same for every tool."""

from __future__ import annotations

NOUNS = """access agenda archive asset audience author backend badge banner battery
bridge browser budget cache camera carbon caption catalogue chapter client cloud
column commit compiler concert content contrast copper corpus council craft data
decade delta design detail device diagram district double draft editor effort
energy engine evidence example export factor feature festival field filter format
forum frame future garden gateway glass graph group guide harbour header history
horizon impact index inquiry insight interface island journal journey kernel key
keyword label language latency layer learning legacy letter library license
lighthouse limit linear link local logic machine manual margin market matrix
measure media member memory merge message method metric mirror model module moment
motion network notebook number object offline open operator orchard origin output
owner package paper parser pattern people pipeline planet policy practice preview
privacy process product profile program project protocol public python quality
query question queue reader record region registry release report request research
river robust route runtime sample scale schedule schema science screen script
search season section sensor server session signal silver simple sketch social
source space speaker stage standard station storage story stream street structure
studio style summary supply support surface survey switch symbol system table
target template tension theory thread ticket timing token track traffic training
transit update urban user value vector venue version village vision voice volume
water weather window winter workshop writer""".split()
SMALL = (
    "the a of and to in for with from by on at as is are can that this which our your into over between under while"
).split()
FIRST_NAMES = (
    "Ada Bela Chidi Dara Elin Farid Greta Hana Ines Jonas Kofi Lena Mira Nils Omar Petra Quinn Rosa Samir Tove Uma"
    " Vera Wanda Xenia Yara Zoe"
).split()
LAST_NAMES = (
    "Adeyemi Bauer Castro Dahl Eriksen Fontaine Gruber Hashimoto Iqbal Jensen Kowalski Lindqvist Moreau Nakamura"
    " Okafor Petrov Quist Rossi Santos Tanaka Ueda Varga Weber Xu Yilmaz Zhang"
).split()
ROLES = ("Engineer", "Designer", "Editor", "Researcher", "Lead")
PLACES = ("Labs", "Works", "Institute", "Press")
