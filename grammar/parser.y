/* The grammar: shapes only. What a statement means is said by the kinds of the library.
 * Each action calls one constructor; nothing is looked up here. */
%define api.pure full
%define api.prefix {bst_yy}
%define api.value.type {union parser_value}
%define api.location.type {struct span}
%define parse.error custom
%define lr.type ielr
%define lr.default-reduction consistent
%parse-param { struct parser *p }
%lex-param { struct parser *p }
%locations
%expect 0

%code requires {
#include "syntax/parsing.h"
}

%code {
#include <string.h>

#include "syntax/scan.h"

#define YYLLOC_DEFAULT(current, rhs, n)                                                    \
	((current) = (n) ? (struct span){ YYRHSLOC(rhs, 1).start, YYRHSLOC(rhs, n).end }    \
	                 : (struct span){ YYRHSLOC(rhs, 0).end, YYRHSLOC(rhs, 0).end })
#define YYMALLOC(size) arena_alloc_raw(p->arena, (size))
#define YYFREE(at) ((void)(at))
#define YYMAXDEPTH 20000

}

%token END 0 "the end of the file"
%token NEWLINE "the end of the line"
%token <name> WORD "a word"
%token <name> CALL "a call"
%token <node> LITERAL "a value"
%token <node> STRING "a string"
%token <node> STRING_BEGIN "a string with a value in it"
%token <node> STRING_MIDDLE "the rest of a string"
%token <node> STRING_END "the end of a string"
%token <node> TEXT "a text"
%token <node> TEXT_BEGIN "a text with a value in it"
%token <node> TEXT_MIDDLE "the rest of a text"
%token <node> TEXT_END "the end of a text"
%token <node> RAW "a raw expression"
%token <node> RAW_BEGIN "a raw expression with a value in it"
%token <node> RAW_MIDDLE "the rest of a raw expression"
%token <node> RAW_END "the end of a raw expression"
%token ARROW "`->`" BOTH "`<->`" RANGE "`..`" LESS_EQUAL "`<=`" GREATER_EQUAL "`>=`" NOT_EQUAL "`!=`"
%token INDEX "`[`"
%token '{' "`{`" '}' "`}`" '(' "`(`" ')' "`)`" '[' "a list" ']' "`]`" ':' "`:`" ',' "`,`" '.' "`.`" '=' "`=`"
%token '<' "`<`" '>' "`>`" '+' "`+`" '-' "`-`" '*' "`*`" '?' "`?`" '|' "`|`" '@' "`@`"
%token BAD "something unreadable"
%token <name> EACH "`each`" WHERE "`where`" GROUP "`group`" BY "`by`" AS "`as`" SORT "`sort`" IN "`in`" LET "`let`"
%token <name> WHEN "`when`" IF "`if`" THEN "`then`" ELSE "`else`" NOT "`not`" AND "`and`" OR "`or`" IS "`is`"
%token <name> SOME "`some`" EVERY "`every`"
%token <name> RULE "`rule`" FACT "`fact`" PART "`part`" FUNCTION "`function`" EMIT "`emit`" TARGET "`target`"

%type <name> word name label_name key_name common item_key key_word
%type <list> items statements atoms clauses clause_block clause_parts clause_more quantifiers bindings modifiers parameters parameter_list
%type <list> arguments argument_list pieces text_pieces raw_pieces list_elements list_items out_statements labels type_atoms reference_steps
%type <node> item statement atom block clause clause_part quantifier binding modifier parameter type out_block out_statement
%type <node> key label expression condition last_or last_and last_not quantified or and not relation sum operand postfix primary element list_element string text raw literal_or_range
%type <list> header reference
%type <number> comparison

%%

file : items
     ;

items : %empty                        { $$ = list_one(0); }
      | items item                    { $$ = list_item(p, $1, $2); }
      | items NEWLINE                 { $$ = $1; }
      | items error NEWLINE           { $$ = list_lost_item(p, $1); yyerrok; }
      ;

item : item_key atoms NEWLINE         { $$ = ast_statement(p, @1.start < @2.end ? (struct span){ @1.start, @2.end } : @1, @1, $1, $2, 0); }
     | item_key atoms block NEWLINE   { $$ = ast_statement(p, (struct span){ @1.start, @3.end }, @1, $1, $2, $3); }
     | RULE word clause_block NEWLINE { $$ = ast_named(p, NODE_RULE, (struct span){ @1.start, @3.end }, @2, $2, $3.first, 0); }
     | TARGET word clause_block NEWLINE
                                      { $$ = ast_named(p, NODE_TARGET, (struct span){ @1.start, @3.end }, @2, $2, $3.first, 0); }
     | FACT CALL parameters ')' header out_block NEWLINE
                                      { $$ = ast_named(p, NODE_FACT, (struct span){ @1.start, @6.end }, @2, $2, $3.first, list_add(p, $5, $6).first); }
     | FACT word header out_block NEWLINE
                                      { $$ = ast_named(p, NODE_FACT, (struct span){ @1.start, @4.end }, @2, $2, 0, list_add(p, $3, $4).first); }
     | FUNCTION CALL parameters ')' ':' type '=' expression NEWLINE
                                      { $$ = ast_named(p, NODE_FUNCTION, (struct span){ @1.start, @8.end }, @2, $2, $3.first, list_add(p, list_one($6), $8).first); }
     | FUNCTION word ':' type '=' expression NEWLINE
                                      { $$ = ast_named(p, NODE_FUNCTION, (struct span){ @1.start, @6.end }, @2, $2, 0, list_add(p, list_one($4), $6).first); }
     | PART CALL parameters ')' out_block NEWLINE
                                      { $$ = ast_named(p, NODE_PART, (struct span){ @1.start, @5.end }, @2, $2, $3.first, $5); }
     | EMIT word string header out_block NEWLINE
                                      { $$ = ast_named(p, NODE_EMIT, (struct span){ @1.start, @5.end }, @2, $2, $3, list_add(p, $4, $5).first); }
     ;

/* --- statements: any word may be a key or an atom ------------------------------------------------ */

common : WORD | EACH | WHERE | GROUP | BY | AS | SORT | IN | WHEN | IF | THEN | ELSE | NOT | AND | OR | IS | SOME | EVERY | LET
       ;
word : common | RULE | FACT | PART | FUNCTION | EMIT | TARGET
     ;
/* In expressions: a word that is no operator there. */
name : WORD | GROUP | BY | AS | SORT | RULE | FACT | PART | FUNCTION | EMIT | TARGET
     ;
item_key : common
         ;

atoms : %empty                        { $$ = list_one(0); }
      | atoms atom                    { $$ = list_add(p, $1, $2); }
      ;

atom : word                           { $$ = ast_new(p, NODE_WORD, @1, $1, 0, 0); }
     | LITERAL
     | string
     | text
     | raw
     | ARROW                          { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_ARROW, 0, 0); }
     | BOTH                           { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_BOTH, 0, 0); }
     | RANGE                          { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_RANGE, 0, 0); }
     | ':'                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_COLON, 0, 0); }
     | ','                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_COMMA, 0, 0); }
     | '.'                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_DOT, 0, 0); }
     | '*'                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_STAR, 0, 0); }
     | '+'                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_PLUS, 0, 0); }
     | '?'                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_MAYBE, 0, 0); }
     | '|'                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_OR, 0, 0); }
     | '='                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_EQUALS, 0, 0); }
     | '-'                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_MINUS, 0, 0); }
     | '<'                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_LESS, 0, 0); }
     | LESS_EQUAL                     { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_LESS_EQUAL, 0, 0); }
     | '>'                            { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_GREATER, 0, 0); }
     | GREATER_EQUAL                  { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_GREATER_EQUAL, 0, 0); }
     | NOT_EQUAL                      { $$ = ast_new(p, NODE_PUNCT, @1, PUNCT_NOT_EQUAL, 0, 0); }
     | '(' atoms ')'                  { $$ = ast_new(p, NODE_GROUP, @$, $2.first, 0, 0); }
     | '[' atoms ']'                  { $$ = ast_new(p, NODE_LIST, @$, $2.first, 0, 0); }
     ;

block : '{' statements '}'            { $$ = ast_block(p, NODE_BLOCK, @$, $2); }
      | '{' statements error '}'      { $$ = ast_block(p, NODE_BLOCK, @$, list_lost(p, $2)); yyerrok; }
      ;

statements : %empty                   { $$ = list_one(0); }
           | statements statement     { $$ = list_add(p, $1, $2); }
           | statements NEWLINE       { $$ = $1; }
           | statements error NEWLINE { $$ = list_lost(p, $1); yyerrok; }
           ;

statement : word atoms NEWLINE        { $$ = ast_statement(p, @1.start < @2.end ? (struct span){ @1.start, @2.end } : @1, @1, $1, $2, 0); }
          | word atoms block NEWLINE  { $$ = ast_statement(p, (struct span){ @1.start, @3.end }, @1, $1, $2, $3); }
          ;

/* --- rules and targets --------------------------------------------------------------------------- */

clause_block : '{' clauses '}'        { $$ = $2; }
             | '{' clauses error '}'  { $$ = list_lost(p, $2); yyerrok; }
             ;

clauses : %empty                      { $$ = list_one(0); }
        | clauses clause              { $$ = list_add(p, $1, $2); }
        | clauses NEWLINE             { $$ = $1; }
        | clauses error NEWLINE       { $$ = list_lost(p, $1); yyerrok; }
        ;

clause : quantifier NEWLINE
       | LET word '=' expression NEWLINE
                                      { $$ = ast_named(p, NODE_OUT_LET, (struct span){ @1.start, @4.end }, @2, $2, $4, 0); }
       | key_word clause_parts NEWLINE { $$ = ast_named(p, NODE_CLAUSE, (struct span){ @1.start, @2.end > @1.end ? @2.end : @1.end }, @1, $1, $2.first, 0); }
       ;

key_word : WORD | GROUP | BY | AS | SORT | THEN | ELSE | WHERE | IN | IS | AND | OR | RULE | FACT | PART | FUNCTION | EMIT | TARGET
         ;

clause_parts : %empty                 { $$ = list_one(0); }
             | expression             { $$ = list_one($1); }
             | out_block              { $$ = list_one($1); }
             | expression clause_more { $$ = list_join(p, list_one($1), $2); }
             ;
clause_more : clause_part             { $$ = list_one($1); }
            | clause_more clause_part { $$ = list_add(p, $1, $2); }
            ;
clause_part : label
            | quantifier
            | out_block
            ;

header : %empty                       { $$ = list_one(0); }
       | header quantifier            { $$ = list_add(p, $1, $2); }
       | header NEWLINE quantifier    { $$ = list_add(p, $1, $3); }
       ;

parameters : %empty                   { $$ = list_one(0); }
           | parameter_list
           ;
parameter_list : parameter            { $$ = list_one($1); }
               | parameter_list ',' parameter { $$ = list_add(p, $1, $3); }
               ;
parameter : word ':' type             { $$ = ast_named(p, NODE_PARAM, @$, @1, $1, $3, 0); }
          ;
type : type_atoms                     { $$ = ast_new(p, NODE_TYPE, @1, 0, $1.first, 0); }
     ;
type_atoms : word                     { $$ = list_one(ast_new(p, NODE_WORD, @1, $1, 0, 0)); }
           | type_atoms word          { $$ = list_add(p, $1, ast_new(p, NODE_WORD, @2, $2, 0, 0)); }
           | type_atoms '*'           { $$ = list_add(p, $1, ast_new(p, NODE_PUNCT, @2, PUNCT_STAR, 0, 0)); }
           | type_atoms '+'           { $$ = list_add(p, $1, ast_new(p, NODE_PUNCT, @2, PUNCT_PLUS, 0, 0)); }
           | type_atoms '?'           { $$ = list_add(p, $1, ast_new(p, NODE_PUNCT, @2, PUNCT_MAYBE, 0, 0)); }
           | type_atoms '|'           { $$ = list_add(p, $1, ast_new(p, NODE_PUNCT, @2, PUNCT_OR, 0, 0)); }
           | '(' type_atoms ')'       { $$ = list_one(ast_new(p, NODE_GROUP, @$, $2.first, 0, 0)); }
           ;

/* --- quantifiers --------------------------------------------------------------------------------- */

quantifiers : quantifier              { $$ = list_one($1); }
            | quantifiers quantifier  { $$ = list_add(p, $1, $2); }
            | quantifiers NEWLINE quantifier { $$ = list_add(p, $1, $3); }
            ;

quantifier : EACH bindings modifiers  { $$ = ast_new(p, NODE_QUANTIFIER, @$, $2.first, 0, $3.first); }
           | EACH bindings WHERE expression modifiers
                                      { $$ = ast_new(p, NODE_QUANTIFIER, @$, $2.first, $4, $5.first); }
           ;

bindings : binding                    { $$ = list_one($1); }
         | bindings ',' binding       { $$ = list_add(p, $1, $3); }
         ;
binding : name IN expression          { $$ = ast_named(p, NODE_BINDING, @$, @1, $1, $3, 0); }
        ;

modifiers : %empty                    { $$ = list_one(0); }
          | modifiers modifier        { $$ = list_add(p, $1, $2); }
          ;
modifier : GROUP BY expression AS name { $$ = ast_new(p, NODE_GROUP_BY, @$, $3, $5, 0); }
         | SORT BY expression         { $$ = ast_new(p, NODE_SORT_BY, @$, $3, 0, 0); }
         ;

/* --- output trees -------------------------------------------------------------------------------- */

out_block : '{' out_statements '}'    { $$ = ast_block(p, NODE_OUT_BLOCK, @$, $2); }
          | '{' out_statements error '}' { $$ = ast_block(p, NODE_OUT_BLOCK, @$, list_lost(p, $2)); yyerrok; }
          ;

out_statements : %empty               { $$ = list_one(0); }
               | out_statements out_statement { $$ = list_add(p, $1, $2); }
               | out_statements NEWLINE { $$ = $1; }
               | out_statements error NEWLINE { $$ = list_lost(p, $1); yyerrok; }
               ;

out_statement : key NEWLINE           { $$ = ast_new(p, NODE_OUT_FLAG, @1, $1, 0, 0); }
              | key expression NEWLINE { $$ = ast_out_value(p, (struct span){ @1.start, @2.end }, $1, $2); }
              | key expression '?' NEWLINE
                                      { $$ = ast_flagged(p, NODE_OUT_VALUE, NODE_MAYBE, (struct span){ @1.start, @3.end }, $1, $2, 0); }
              | key expression WHEN expression NEWLINE
                                      { $$ = ast_new(p, NODE_OUT_VALUE, (struct span){ @1.start, @4.end }, $1, $2, $4); }
              | key out_block NEWLINE { $$ = ast_new(p, NODE_OUT_NESTED, (struct span){ @1.start, @2.end }, $1, $2, 0); }
              | key out_block WHEN expression NEWLINE
                                      { $$ = ast_new(p, NODE_OUT_NESTED, (struct span){ @1.start, @4.end }, $1, $2, $4); }
              | key labels out_block NEWLINE
                                      { $$ = ast_new(p, NODE_OUT_NESTED, (struct span){ @1.start, @3.end }, list_join(p, list_one($1), $2).first, $3, 0); }
              | key labels out_block WHEN expression NEWLINE
                                      { $$ = ast_new(p, NODE_OUT_NESTED, (struct span){ @1.start, @5.end }, list_join(p, list_one($1), $2).first, $3, $5); }
              | quantifiers out_block NEWLINE
                                      { $$ = ast_new(p, NODE_OUT_EACH, (struct span){ @1.start, @2.end }, $1.first, $2, 0); }
              | WHEN expression out_block NEWLINE
                                      { $$ = ast_new(p, NODE_OUT_WHEN, (struct span){ @1.start, @3.end }, $2, $3, 0); }
              | WHEN expression out_block ELSE out_block NEWLINE
                                      { $$ = ast_new(p, NODE_OUT_WHEN, (struct span){ @1.start, @5.end }, $2, $3, $5); }
              | LET word '=' expression NEWLINE
                                      { $$ = ast_named(p, NODE_OUT_LET, (struct span){ @1.start, @4.end }, @2, $2, $4, 0); }
              | '+' CALL arguments ')' NEWLINE
                                      { $$ = ast_named(p, NODE_OUT_PART, (struct span){ @1.start, @4.end }, @2, $2, $3.first, 0); }
              ;

key : key_name                        { $$ = ast_new(p, NODE_WORD, @1, $1, 0, 0); }
    | string
    ;
key_name : WORD | GROUP | WHERE | BY | AS | SORT | IN | IF | THEN | AND | OR | IS | SOME | EVERY
         | RULE | FACT | PART | FUNCTION | EMIT | TARGET
         ;

labels : label                        { $$ = list_one($1); }
       | labels label                 { $$ = list_add(p, $1, $2); }
       ;
label : label_name                    { $$ = ast_new(p, NODE_WORD, @1, $1, 0, 0); }
      | string
      ;
label_name : WORD | RULE | FACT | PART | FUNCTION | EMIT | TARGET
           ;

/* --- expressions --------------------------------------------------------------------------------- */

expression : condition
           | IF condition THEN expression ELSE expression { $$ = ast_new(p, NODE_IF, @$, $2, $4, $6); }
           ;
/* `some` and `every` reach as far to the right as they can: behind them nothing is joined, so they stand last. */
condition : or
          | last_or
          ;
last_or : last_and
        | or OR last_and              { $$ = ast_binary(p, @$, OP_OR, $1, $3); }
        ;
last_and : last_not
         | and AND last_not           { $$ = ast_binary(p, @$, OP_AND, $1, $3); }
         ;
last_not : quantified
         | NOT last_not               { $$ = ast_new(p, NODE_UNARY, @$, $2, 0, 0); }
         ;
quantified : SOME binding ':' expression { $$ = ast_new(p, NODE_QUANTIFIED, @$, $2, 0, $4); }
           | SOME binding WHERE expression ':' expression { $$ = ast_new(p, NODE_QUANTIFIED, @$, $2, $4, $6); }
           | EVERY binding ':' expression { $$ = ast_flagged(p, NODE_QUANTIFIED, NODE_EVERY, @$, $2, 0, $4); }
           | EVERY binding WHERE expression ':' expression { $$ = ast_flagged(p, NODE_QUANTIFIED, NODE_EVERY, @$, $2, $4, $6); }
           ;
or : and
   | or OR and                        { $$ = ast_binary(p, @$, OP_OR, $1, $3); }
   ;
and : not
    | and AND not                     { $$ = ast_binary(p, @$, OP_AND, $1, $3); }
    ;
not : relation
    | NOT not                         { $$ = ast_new(p, NODE_UNARY, @$, $2, 0, 0); }
    ;
relation : sum
         | sum comparison sum         { $$ = ast_binary(p, @$, $2, $1, $3); }
         | sum IN sum                 { $$ = ast_binary(p, @$, OP_IN, $1, $3); }
         | sum NOT IN sum             { $$ = ast_binary(p, @$, OP_NOT_IN, $1, $4); }
         | sum IS sum                 { $$ = ast_binary(p, @$, OP_IS, $1, $3); }
         | sum IS NOT sum             { $$ = ast_binary(p, @$, OP_IS_NOT, $1, $4); }
         ;
comparison : '='                      { $$ = OP_EQUAL; }
           | NOT_EQUAL                { $$ = OP_NOT_EQUAL; }
           | '<'                      { $$ = OP_LESS; }
           | LESS_EQUAL               { $$ = OP_LESS_EQUAL; }
           | '>'                      { $$ = OP_GREATER; }
           | GREATER_EQUAL            { $$ = OP_GREATER_EQUAL; }
           ;
sum : operand
    | sum '+' operand                 { $$ = ast_binary(p, @$, OP_ADD, $1, $3); }
    | sum '-' operand                 { $$ = ast_binary(p, @$, OP_SUBTRACT, $1, $3); }
    ;
operand : postfix
        | '@' reference               { $$ = ast_new(p, NODE_REFERENCE, @$, $2.first, 0, 0); }
        ;
postfix : primary
        | postfix '.' word            { $$ = ast_field(p, @$, @3, $1, $3); }
        | postfix INDEX expression ']' { $$ = ast_new(p, NODE_INDEX, @$, $1, $3, 0); }
        ;
primary : name                        { $$ = ast_new(p, NODE_WORD, @1, $1, 0, 0); }
        | CALL arguments ')'          { $$ = ast_named(p, NODE_CALL, @$, @1, $1, $2.first, 0); }
        | string
        | text
        | name text                   { $$ = ast_tagged(p, @$, $1, $2); }
        | raw
        | literal_or_range
        | '(' expression ')'          { $$ = $2; }
        | '[' list_items ']'          { $$ = ast_new(p, NODE_LIST, @$, $2.first, 0, 0); }
        ;
literal_or_range : LITERAL
                 | LITERAL RANGE LITERAL { $$ = ast_new(p, NODE_RANGE, @$, $1, $3, 0); }
                 ;
reference : label reference_steps     { $$ = list_join(p, list_one($1), $2); }
          ;
reference_steps : '.' label           { $$ = list_one($2); }
                | reference_steps '.' label { $$ = list_add(p, $1, $3); }
                ;

arguments : %empty                    { $$ = list_one(0); }
          | argument_list
          ;
argument_list : element               { $$ = list_one($1); }
              | argument_list ',' element { $$ = list_add(p, $1, $3); }
              ;
element : expression
        | out_block
        ;

list_items : %empty                   { $$ = list_one(0); }
           | list_elements
           | list_elements ','
           ;
list_elements : list_element          { $$ = list_one($1); }
              | list_elements ',' list_element { $$ = list_add(p, $1, $3); }
              ;
list_element : element                { $$ = ast_new(p, NODE_ELEMENT, @1, $1, 0, 0); }
             | element WHEN expression { $$ = ast_new(p, NODE_ELEMENT, @$, $1, 0, $3); }
             | quantifier ':' expression { $$ = ast_new(p, NODE_COMPREHENSION, @$, $1, $3, 0); }
             | quantifier out_block   { $$ = ast_new(p, NODE_COMPREHENSION, @$, $1, $2, 0); }
             ;

/* --- strings ------------------------------------------------------------------------------------- */

string : STRING                       { $$ = ast_string(p, NODE_STRING, @1, NO_NAME, list_one($1)); }
       | STRING_BEGIN expression pieces STRING_END
                                      { $$ = ast_string(p, NODE_STRING, @$, NO_NAME, list_add(p, list_join(p, list_add(p, list_one($1), $2), $3), $4)); }
       ;
pieces : %empty                       { $$ = list_one(0); }
       | pieces STRING_MIDDLE expression { $$ = list_add(p, list_add(p, $1, $2), $3); }
       ;
text : TEXT                           { $$ = ast_string(p, NODE_TEXT, @1, NO_NAME, list_one($1)); }
     | TEXT_BEGIN expression text_pieces TEXT_END
                                      { $$ = ast_string(p, NODE_TEXT, @$, NO_NAME, list_add(p, list_join(p, list_add(p, list_one($1), $2), $3), $4)); }
     ;
text_pieces : %empty                  { $$ = list_one(0); }
            | text_pieces TEXT_MIDDLE expression { $$ = list_add(p, list_add(p, $1, $2), $3); }
            ;
raw : RAW                             { $$ = ast_string(p, NODE_RAW, @1, NO_NAME, list_one($1)); }
    | RAW_BEGIN expression raw_pieces RAW_END
                                      { $$ = ast_string(p, NODE_RAW, @$, NO_NAME, list_add(p, list_join(p, list_add(p, list_one($1), $2), $3), $4)); }
    ;
raw_pieces : %empty                   { $$ = list_one(0); }
           | raw_pieces RAW_MIDDLE expression { $$ = list_add(p, list_add(p, $1, $2), $3); }
           ;

%%

/* Signs worth naming where nothing more general is expected. */
static bool worth_naming(const char *sign, const struct expected *e)
{
	static const char *const signs[] = { "`=`", "`:`", "`then`", "`else`", "`as`", "`in`", "`by`", "`.`" };
	unsigned count = e->value ? 0 : e->word ? 1 : e->expression ? 5 : sizeof signs / sizeof *signs;
	for (unsigned i = e->expression; i < count; i++)
		if (strcmp(sign, signs[i]) == 0)
			return true;
	return false;
}

/* "found `}`, expected a value": the words of the user, not of the grammar. */
static int yyreport_syntax_error(const yypcontext_t *context, struct parser *p)
{
	yysymbol_kind_t kinds[YYNTOKENS];
	int count = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
	struct expected expected = { 0 };
	bool let = false;
	for (int i = 0; i < count; i++) {
		expected.value |= kinds[i] == YYSYMBOL_LITERAL;
		expected.word |= kinds[i] == YYSYMBOL_WORD;
		expected.call |= kinds[i] == YYSYMBOL_CALL;
		expected.string |= kinds[i] == YYSYMBOL_STRING;
		expected.end |= kinds[i] == YYSYMBOL_NEWLINE;
		expected.expression |= kinds[i] == YYSYMBOL_AND;
		expected.block |= strcmp(yysymbol_name(kinds[i]), "`{`") == 0;
		let |= kinds[i] == YYSYMBOL_LET;
	}
	/* Where every word may stand, `and` is one of them. */
	expected.expression &= !let;
	for (int i = 0; i < count && expected.sign_count < 3; i++)
		if (worth_naming(yysymbol_name(kinds[i]), &expected))
			expected.signs[expected.sign_count++] = yysymbol_name(kinds[i]);
	scan_syntax_error(p, *yypcontext_location(context), &expected);
	return 0;
}
