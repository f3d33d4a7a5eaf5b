# Bastide: everything is built here, and only into $(BUILD). Sources are listed by hand.
#
#   make            the command build/bastide and the library build/libbastide.a
#   make test       every test;  make accept CASE=language/04-2_x  rewrites what one test expects
#   make help       the other goals
#
# Variables: CC, CFLAGS, BUILD (another folder for another compiler), PREFIX, DESTDIR; V=1 shows the commands;
# SAN=1 builds with the
# address, leak and undefined-behaviour sanitizers into $(BUILD)/san.

CC       = gcc
CFLAGS   = -O2 -g
WARNINGS = -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wvla
FLEX     = flex
BISON    = bison
PREFIX   = /usr/local
SECONDS  = 60
JOBS     = 2
BUILD    = build

TOP := $(BUILD)
ifdef SAN
override BUILD := $(BUILD)/san
CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
endif

PACKAGES = yaml-0.1 jansson libutf8proc
VERSION := $(shell cat VERSION 2>/dev/null || echo 0.0.0)
COMPILE  = $(CC) -std=c11 $(WARNINGS) $(CFLAGS) -Icompiler -Igrammar -I$(BUILD) -DBST_VERSION='"$(VERSION)"' \
           $(shell pkg-config --cflags $(PACKAGES)) -MMD -MP
LIBS     = $(shell pkg-config --libs $(PACKAGES))

# --- sources: a new .c file is added to its module's line -------------------------------------------

BASE   = arena buf map path str utf8 vec
VALUE  = value
SOURCE = source
DIAG   = diag likewise render_json render_text
SYNTAX = ast ast_dump echo format format_pieces format_statement literal literal_address parse scan scan_error
FACTS  = facts kinds types
EXPR   = call check claim code compare compile_rule declare eval eval_each field function memo narrow output pattern platform quantifier reach rights scope word
MODEL  = convert declare example fill former layers literal_value match model_dump resolve schema schema_shape state
ESTATE = cidr derivation derive derive_access derive_flows derive_gateways derive_network derive_peering derive_places derive_stages \
         derive_routes estate_dump groups order two_keys
RULES  = assertion rule waiver
EMIT   = emitter order output plan reference tree unit
PRINT  = escape hcl json print text yaml
PROOF  = access carriers compare compare_access compare_gates compare_groups compare_kept compare_lists compare_networks compare_objects compare_peerings compare_places compare_pods compare_policies compare_rights compare_rows compare_trust edges intent observe observe_blocks observe_expressions observe_lists observe_objects observe_policies observe_secrets observe_walls observe_workflows resolve roots
CHANGE = behind compare kept paths record rights steps
CAN    = answer ends list place right wall way
QUERY  = about complete locate meaning symbols
TOPMOST = api api_can api_change api_document api_query api_reliance api_why clauses document edition image imports outcome pipeline reliance unread

# These see compiler/include/ only.
CLI = args cmd_build cmd_can cmd_check cmd_diff cmd_dump cmd_explain cmd_fmt cmd_init cmd_lsp cmd_rules cmd_test cmd_why diff disk_host disk_new disk_tree disk_watch format format_gcc format_github format_json format_junit format_sarif help main manifest output \
      output_write report run seal sha256 summary terminal watch
LSP = documents edits features memory program publish rpc server text uri

MODULES = $(BASE:%=base/%) $(VALUE:%=value/%) $(SOURCE:%=source/%) $(DIAG:%=diag/%) $(SYNTAX:%=syntax/%) \
          $(FACTS:%=facts/%) $(EXPR:%=expr/%) $(MODEL:%=model/%) $(ESTATE:%=estate/%) $(RULES:%=rules/%) \
          $(EMIT:%=emit/%) $(PRINT:%=print/%) $(PROOF:%=proof/%) $(CHANGE:%=change/%) $(CAN:%=can/%) $(QUERY:%=query/%) $(TOPMOST)
# From grammar/: parser lexer.
GENERATED = parser lexer

LIBRARY_DATA    = $(BUILD)/obj/library.o $(BUILD)/obj/library_texts.o $(BUILD)/obj/example_texts.o $(BUILD)/obj/spec_texts.o
LIBRARY_OBJECTS = $(MODULES:%=$(BUILD)/obj/%.o) $(GENERATED:%=$(BUILD)/obj/%.o)
COMMAND_OBJECTS = $(CLI:%=$(BUILD)/obj/cli/%.o) $(LSP:%=$(BUILD)/obj/lsp/%.o)

# The language's own library: parsed, checked and made into tables when bastide is built.
LIBRARY_TEXTS := $(sort $(shell find stdlib targets -name '*.bastide' 2>/dev/null))
# Files that targets copy as they are.
LIBRARY_COPIES := $(sort $(shell find targets -mindepth 2 -type f ! -name '*.bastide' 2>/dev/null))

# What breaks each rule and what does not: `bastide explain` shows it.
EXAMPLE_TEXTS := $(sort $(wildcard tests/checks/bad_*.bastide tests/checks/good_*.bastide))
# What the specification says of a name: likewise.
SPEC_TEXTS := $(sort $(wildcard spec/[0-9]*.md))

# What `bastide init` writes.
START_TEXTS := $(shell find templates -type f | LC_ALL=C sort)

# --- what is built ---------------------------------------------------------------------------------

all: $(BUILD)/libbastide.a $(if $(CLI),$(BUILD)/bastide)

$(BUILD)/bastide: $(COMMAND_OBJECTS) $(BUILD)/obj/start_texts.o $(BUILD)/libbastide.a
	$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

# One object whose only global names are the public ones, so that nobody can lean on an inner function.
$(BUILD)/libbastide.a: $(LIBRARY_OBJECTS) $(LIBRARY_DATA)
	ld -r -o $(BUILD)/bastide.o $^
	grep -oh '\<bst_[a-z0-9_]*(' compiler/include/*.h | tr -d '(' > $(BUILD)/public.txt
	objcopy --keep-global-symbols=$(BUILD)/public.txt $(BUILD)/bastide.o
	rm -f $@
	ar rcs $@ $(BUILD)/bastide.o

# The same objects with all their names, for unit tests and fuzz drivers.
$(BUILD)/internal.a: $(LIBRARY_OBJECTS) $(LIBRARY_DATA)
	rm -f $@
	ar rcs $@ $^

$(BUILD)/obj/%.o: compiler/%.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

# --- grammar ---------------------------------------------------------------------------------------

$(BUILD)/parser.c $(BUILD)/parser.h &: grammar/parser.y
	@mkdir -p $(@D)
	$(BISON) -Werror --defines=$(BUILD)/parser.h -o $(BUILD)/parser.c $<

$(BUILD)/lexer.c $(BUILD)/lexer.h &: grammar/lexer.l
	@mkdir -p $(@D)
	$(FLEX) --header-file=$(BUILD)/lexer.h -o $(BUILD)/lexer.c $<

# Both generators write code that our warnings do not like.
$(BUILD)/obj/parser.o $(BUILD)/obj/lexer.o: $(BUILD)/obj/%.o: $(BUILD)/%.c | $(BUILD)/parser.h $(BUILD)/lexer.h
	@mkdir -p $(@D)
	$(COMPILE) -Wno-unused-function -Wno-unused-but-set-variable -Wno-unused-parameter -Wno-sign-compare \
		-Wno-missing-prototypes -c -o $@ $<

$(BUILD)/obj/syntax/%.o: compiler/syntax/%.c | $(BUILD)/parser.h $(BUILD)/lexer.h
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

# --- the language's library ------------------------------------------------------------------------

# embed writes the texts as constants; the bootstrap, a compiler linked with them alone, checks them and
# writes the tables that a run starts from.
$(BUILD)/embed: compiler/embed.c
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $<

$(BUILD)/library_texts.c: $(BUILD)/embed $(LIBRARY_TEXTS) $(LIBRARY_COPIES) Makefile
	$(BUILD)/embed library $(LIBRARY_TEXTS) $(LIBRARY_COPIES) > $@.new
	mv $@.new $@

$(BUILD)/example_texts.c: $(BUILD)/embed $(EXAMPLE_TEXTS) Makefile
	$(BUILD)/embed example $(EXAMPLE_TEXTS) > $@.new
	mv $@.new $@

$(BUILD)/spec_texts.c: $(BUILD)/embed $(SPEC_TEXTS) Makefile
	$(BUILD)/embed spec $(SPEC_TEXTS) > $@.new
	mv $@.new $@

$(BUILD)/start_texts.c: $(BUILD)/embed $(START_TEXTS) Makefile
	$(BUILD)/embed start $(START_TEXTS) > $@.new
	mv $@.new $@

$(BUILD)/bootstrap: $(LIBRARY_OBJECTS) $(BUILD)/obj/bootstrap.o $(BUILD)/obj/library_texts.o $(BUILD)/obj/example_texts.o $(BUILD)/obj/spec_texts.o
	$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/library.c: $(BUILD)/bootstrap
	$(BUILD)/bootstrap > $@.new
	mv $@.new $@

$(LIBRARY_DATA) $(BUILD)/obj/start_texts.o: $(BUILD)/obj/%.o: $(BUILD)/%.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

# --- tests and upkeep ------------------------------------------------------------------------------

# Programs of the tests: a unit test sees the inner names, an API test only the public ones.
UNIT_TESTS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
API_TESTS  := $(patsubst tests/api/%.c,%,$(wildcard tests/api/*.c))
REPLAYS    := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
TEST_PROGRAMS = $(UNIT_TESTS:%=$(BUILD)/tests/unit/%) \
                $(if $(CLI),$(API_TESTS:%=$(BUILD)/tests/api/%) $(REPLAYS:%=$(BUILD)/tests/fuzz/%))

$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/internal.a
	@mkdir -p $(@D)
	$(COMPILE) -Itests/unit -o $@ $< $(BUILD)/internal.a $(LIBS)

$(BUILD)/tests/api/%: tests/api/%.c $(BUILD)/libbastide.a
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) $(CFLAGS) -Icompiler/include -MMD -MP -o $@ $< $(BUILD)/libbastide.a $(LIBS) -lpthread

$(BUILD)/tests/fuzz/%: tests/fuzz/%.c tests/tools/replay.c $(BUILD)/internal.a
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(WARNINGS) $(CFLAGS) -Icompiler/include -Icompiler -MMD -MP -MF $@.d -o $@ $< tests/tools/replay.c \
		$(BUILD)/internal.a $(LIBS)

# The command with small limits, for those that no test can reach otherwise.
tiny: all
	$(MAKE) --no-print-directory SAN= BUILD=$(BUILD)/tiny CFLAGS='$(CFLAGS) -Itests/limits/tiny'

test-programs: all $(TEST_PROGRAMS) $(if $(CLI),tiny)

test: test-programs
	python3 tests/run.py --build $(BUILD) --jobs $(JOBS) $(ONLY)

accept: test-programs
	python3 tests/run.py --build $(BUILD) --accept $(CASE)

# Minutes, not seconds: failing allocations one by one, growth with the size of a program, replays.
long: test-programs
	python3 tests/run.py --build $(BUILD) --jobs $(JOBS) --long $(ONLY)

# The pages of spec/ that are made from what the library says of itself.
reference: $(BUILD)/tests/api/reference
	ROOT=. $(BUILD)/tests/api/reference write

judge: all
	tests/judge/judge.sh $(BUILD)

bench: all
	tests/bench/bench.sh $(BUILD)

fuzz:
	tests/tools/fuzz.sh $(TOP)/fuzz $(SECONDS)

layers:
	tests/tools/layers.sh

symbols: $(BUILD)/libbastide.a
	tests/tools/symbols.sh $(BUILD)/libbastide.a

size:
	tests/tools/size.sh

# The C files that are built, for tests/tools/size.sh.
sources:
	@printf '%s\n' $(MODULES:%=compiler/%.c) $(CLI:%=compiler/cli/%.c) $(LSP:%=compiler/lsp/%.c)

# --- install, clean, help --------------------------------------------------------------------------

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BUILD)/bastide $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(BUILD)/libbastide.a $(DESTDIR)$(PREFIX)/lib/
	install -m 644 compiler/include/*.h $(DESTDIR)$(PREFIX)/include/
	$(BUILD)/bastide help --man > $(DESTDIR)$(PREFIX)/share/man/man1/bastide.1

clean:
	rm -rf $(TOP)

help:
	@echo 'all test long judge bench fuzz layers symbols size sources install clean'
	@echo 'make test ONLY=checks            one folder of tests, or one test'
	@echo 'make accept CASE=folder/name     rewrite what a test expects'
	@echo 'make reference                   write spec/reference and spec/limits.md'
	@echo 'make fuzz SECONDS=600            each fuzz driver in turn'
	@echo 'make SAN=1 test                  the same under the sanitizers'
	@echo 'make CC=clang BUILD=build/clang  another compiler'

ifndef V
.SILENT:
endif
.PHONY: all test test-programs tiny accept long reference judge bench fuzz layers symbols size sources install clean help
.DELETE_ON_ERROR:
.SECONDARY:

-include $(shell find $(BUILD) -type f -name '*.d' -not -path '$(BUILD)/tools/*' -not -path '$(TOP)/fuzz/*' 2>/dev/null)
