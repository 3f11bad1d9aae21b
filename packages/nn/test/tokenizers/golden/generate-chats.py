"""Conversations as Jinja writes them in the environment of transformers: python3 generate-chats.py OUT"""
import json
import sys

import transformers
from transformers.utils.chat_template_utils import render_jinja_template

templates = {
    "control": "{% for m in messages %}\n  {%- if loop.first and m.role == 'system' %}\n[[{{ m.content | trim }}]]\n  {%- elif loop.index0 % 2 %}\n    {{ m.role[:1] | upper }}: {{ m.content }}\n  {% else %}\n{{ m['role'] }}> {{ m.content }}\n  {%- endif %}\n{% endfor %}\n{% if add_generation_prompt %}A>{% endif %}\n",
    "whitespace": "  {# note #}  \n{%+ if true %} a {%- endif -%}\n\n  b {{- 'c' -}} \n {{ 'd' }}\n{%- raw %} {{ x }} {% endraw -%}\n   e\n\t{% set a = 1 %}\t\nf{% if a %}\ng{% endif +%}\nh\n",
    "macro": "{% macro part(p, deep=true, sep='|') %}{{ p.role }}{{ sep }}{{ varargs | length }}{{ kwargs | dictsort }}{% if caller %}<{{ caller(p.role) }}>{% endif %}{% endmacro %}{% for m in messages %}{{ part(m) }};{{ part(m, false, '/', 1, 2, z=3, y='4') }}{% endfor %}{% call(x) part(messages[0]) %}in {{ x }}{% endcall %}",
    "namespace": "{% set ns = namespace(n=0, names=[]) %}{% for m in messages if m.content is string %}{% set ns.n = ns.n + m.content | length %}{% set ns.names = ns.names + [m.role] %}{% set inner = 1 %}{% endfor %}{{ ns.n }} {{ ns.names }} {{ inner is defined }}",
    "loop": "{% for m in messages %}{{ loop.index }}/{{ loop.length }} {{ loop.revindex0 }} {{ loop.previtem.role if loop.previtem is defined else '-' }} {{ loop.nextitem.role | default('none') }} {{ loop.changed(m.role) }} {{ loop.cycle('x', 'y') }}{% if loop.index == 3 %}{% break %}{% endif %}{% if loop.index == 2 %} kept{% continue %}{% endif %};{% else %}empty{% endfor %}",
    "nested": "{% for m in messages %}{% for c in m.content[:3] %}{{ loop.depth }}{{ c }}{% endfor %} {{ loop.depth0 }}{% endfor %}{% for k, v in {'a': 1, 'b': [2, 3]}.items() %}{{ k }}={{ v }},{% endfor %}{% for a, (b, c) in [(1, (2, 3)), (4, [5, 6])] %}{{ a + b * c }} {% endfor %}",
    "recursive": "{% set tree = [{'n': 'a', 'c': [{'n': 'b'}, {'n': 'd', 'c': [{'n': 'e'}]}]}, {'n': 'f'}] %}{% for t in tree recursive %}{{ loop.depth }}{{ t.n }}{% if t.c %}({{ loop(t.c) }}){% endif %}{% endfor %}",
    "strings": "{% set s = ' Héllo, Wörld😀! ' %}{{ s.strip() }}|{{ s.split() }}|{{ s.split(',', 1) }}|{{ s | length }}|{{ s[::-1] }}|{{ s[2:-3] }}|{{ s.find('W') }}|{{ s.upper() }}|{{ s.title() }}|{{ s.replace('l', 'L', 1) }}|{{ s.startswith((' H', 'x')) }}|{{ 'a-b-c'.rsplit('-', 1) }}|{{ 'a=b'.partition('=') }}|{{ 'x'.join(['1', '2']) }}|{{ '{} {a} {0}'.format(1, a='q') }}|{{ '%s is %d%% %5.2f' % ('x', 5, 2.345) }}|{{ 'abc'.index('c') }}|{{ '7'.zfill(3) }}|{{ 'aXb'.swapcase() }}|{{ 'l1\\nl2\\r\\n'.splitlines() }}|{{ 'abc'.removeprefix('a').removesuffix('c') }}|{{ 'ab' 'cd' }}|{{ 'x' ~ 1 ~ none ~ true ~ 1.5 }}|{{ 'a\\tb\\u00e9' }}",
    "filters": "{{ [3, 1, 2] | sort(reverse=true) }} {{ ['b', 'A', 'c'] | sort }} {{ messages | map(attribute='role') | unique | join('+') }} {{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ [1, 2, 3, 4] | select('even') | list }} {{ [0, 1, '', 'x'] | select | list }} {{ [1, 2, 3] | reject('odd') | list }} {{ [[1, 2], [3]] | sum(start=[]) }} {{ messages | groupby('role') | map('first') | list }} {{ 'abcdef' | batch(4, '-') | list }} {{ [1, 2, 3, 4, 5] | slice(2) | list }} {{ {'b': 1, 'a': 2} | dictsort }} {{ {'b': 1} | items | list }} {{ 'hello world' | title }} {{ 'x y z' | wordcount }} {{ -3 | abs }} {{ 2.5 | round }} {{ 3.14159 | round(2) }} {{ 2.1 | round(0, 'ceil') }} {{ '12' | int + 1 }} {{ 'z' | int(7) }} {{ '1.5' | float }} {{ 'a\\nb' | indent(2) }} {{ 'a\\nb' | indent(2, true) }} {{ none | default('d') }} {{ none | default('d', true) }} {{ nope | d('e') }} {{ 'long text that is cut' | truncate(10) }} {{ 'xyz' | first }} {{ [1, 2] | last }} {{ [1, 5, 3] | max }} {{ ['b', 'a'] | min }} {{ 'abc' | reverse }} {{ [1, 2] | reverse | list }} {{ '<a&b>' | e }} {{ 5 | string + 'x' }} {{ 'ab' | list }} {{ ' x ' | trim }} {{ 'xxaxx' | trim('x') }} {{ 'a b/c' | urlencode }} {{ '%03d' | format(7) }} {{ 'aaa' | replace('a', 'b', 2) }}",
    "json": "{{ messages | tojson }} {{ messages[0] | tojson(indent=2) }} {{ {'a': [], 'b': {}, 'é': '<\\'\">\\n😀', 'n': none, 't': true, 'f': 1.0} | tojson }} {{ [1.5, 1e20, 1e-7, 100] | tojson }} {{ tools | tojson(indent=4) if tools else 'no tools' }} {{ {'z': 1, 'a': 2} | tojson(sort_keys=true) }} {{ [1, 2] | tojson(separators=(',', ':')) }}",
    "tests": "{{ 1 is odd }} {{ 4 is divisibleby 2 }} {{ 'x' is string }} {{ [] is sequence }} {{ {} is mapping }} {{ none is none }} {{ x is undefined }} {{ 1.0 is float }} {{ 1 is integer }} {{ true is boolean }} {{ 3 is number }} {{ 'a' is in ['a'] }} {{ 1 is not none }} {{ 'A' is upper }} {{ 2 is gt 1 }} {{ 1 is sameas 1 }} {{ range is callable }} {{ 'abc' is iterable }} {{ 3 is even or 3 is odd }}",
    "operators": "{{ 7 // 2 }} {{ -7 % 3 }} {{ 2 ** 10 }} {{ 1 + 2.0 }} {{ 10 / 4 }} {{ 3 * 'ab' }} {{ [1] + [2] }} {{ 1 < 2 < 3 }} {{ 1 == 1.0 }} {{ 'a' < 'b' }} {{ not 1 == 2 }} {{ 1 in [1] and 2 not in [1] }} {{ 'b' in 'abc' }} {{ -2 | abs }} {{ (1, 2) + (3,) }} {{ 5 if false }}{{ 'y' if 1 else 'n' }} {{ [] or 'e' }} {{ 0 and x.y }} {{ 1e3 }} {{ 0.1 + 0.2 }} {{ 1_000 }} {{ true + 1 }} {{ 1e16 }} {{ 123456789.5 }} {{ 1e-5 }} {{ -0.0 }}",
    "print": "{{ messages }} {{ (1,) }} {{ () }} {{ {'a': (1, 'b'), 'c': none} }} {{ ['\\'', '\"', '\\'\"', '\\n\\\\', 'é\u200b😀'] }} {{ none }} {{ true }} {{ [1.0, 2] }} {{ namespace(a=1).a }}",
    "blocks": "{% set text %}a {{ 1 + 1 }} b{% endset %}{{ text | upper }}{% set t | upper | replace('X', 'y') %}x{% endset %}{{ t }}{% filter upper %}ab{{ 'c' }}{% endfilter %}{% with a = 1, b = 'q' %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}{% set x, y = 1, [2] %}{{ x }}{{ y }}",
    "generation": "{% for m in messages %}<{{ m.role }}>{% if m.role == 'assistant' %}{% generation %}{{ m.content }}é😀<end>{% endgeneration %}{% else %}{{ m.content }}{% endif %}\n{% endfor %}",
    "raise": "{% for m in messages %}{% if m.role not in ['user', 'assistant', 'system'] %}{{ raise_exception('Unknown role: ' + m.role + '!') }}{% endif %}{{ m.content }}{% endfor %}",
    "attributes": "{{ messages[0].content }} {{ messages[-1]['role'] }} {{ messages[0].nope is defined }} {{ messages[0].get('nope', 'dflt') }} {{ messages[0].items() | list | length }} {{ messages[0].keys() | list }} {{ {'items': 5}['items'] }} {{ 'abc'.nope is defined }} {{ messages[99] is defined }} {{ bos_token }} {{ (messages | first).role }} {{ 'a'.upper() }} {{ [[1, 2], [3]][0][1] }} {{ {'a': {'b': 'c'}}.a.b }} {{ joiner('-')() }}x",
    "trimmed": "{% for m in messages %}{{ m.role + ': ' + m.content | trim + '\n' }}{% endfor %}",
}
messages = {
    "plain": [{"role": "system", "content": "  Be brief. "}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Why? "}],
    "one": [{"role": "user", "content": "Where is \"Ærø\"? <b>'&'</b>"}],
    "ends with assistant": [{"role": "user", "content": "Count"}, {"role": "assistant", "content": "1, 2, "}],
    "odd role": [{"role": "narrator", "content": "once"}],
    "more": [{"role": "user", "content": "a", "name": "Bo", "n": 1, "x": 1.5, "list": [1, None, True, {"k": "v"}]}, {"role": "assistant", "content": "b"}],
}
tools = [{"type": "function", "function": {"name": "weather", "description": "It's \"the\" weather — °C", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]
documents = [{"title": "One", "text": "first"}]


def main(out):
    cases = []
    for template in templates:
        for name, conversation in messages.items():
            for continues in [False, True] if conversation[-1]["role"] == "assistant" else [False]:
                with_tools = name == "plain"
                case = {"template": template, "messages": name, "add_generation_prompt": not continues, "continue_final_message": continues, "tools": with_tools, "documents": False, "variables": {"bos_token": "<s>"}}
                try:
                    spans = template == "generation"
                    rendered, indices = render_jinja_template(conversations=[conversation], tools=tools if with_tools else None, documents=None, chat_template=templates[template],
                                                              return_assistant_tokens_mask=spans, continue_final_message=continues, add_generation_prompt=not continues, bos_token="<s>")
                    case["text"] = rendered[0]
                    if spans:
                        case["assistant_spans"] = [list(s) for s in indices[0]]
                except BaseException as error:
                    case["error"] = str(error)
                    case["error_type"] = type(error).__name__
                cases.append(case)
    with open(f"{out}/tokenizers/chat-templates.json", "w") as f:
        json.dump({"transformers": transformers.__version__, "templates": templates, "messages": messages, "tools": tools, "documents": documents, "cases": cases}, f, ensure_ascii=True)


main(*sys.argv[1:])
