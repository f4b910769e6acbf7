import compat from 'eslint-plugin-compat'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

/** A cast to a literal asserts something to the type checker that nothing has checked. */
const literalCast = ['TSLiteralType', 'TSNeverKeyword', 'TSUnionType:has(> TSLiteralType)'].map((type) => ({
  selector: `TSAsExpression > ${type}.typeAnnotation`,
  message: 'Do not cast to a literal: write a guard such as isOutcome(), or use t.of() and t.has().',
}))

export default ts.config(
  { ignores: ['node_modules', 'src/api/schema.ts', 'src/element.d.ts'] },
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...vue.configs['flat/recommended'],
  compat.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      complexity: ['error', 10],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true }],
      'no-undef': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always', normal: 'any' } }],
      'vue/no-v-html': 'error',
      'no-restricted-syntax': ['error', ...literalCast],
      'vue/no-restricted-syntax': ['error', ...literalCast],
    },
  },
  { files: ['test/**'], rules: { 'max-lines-per-function': 'off', 'no-restricted-syntax': 'off' } },
)
